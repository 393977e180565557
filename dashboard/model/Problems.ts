import { askServer, messageOf } from '../api/askServer.ts'
import { ProblemNodesDocument, ProblemsDocument, type ProblemFragment } from '../generated/graphql.ts'
import { textOf, type FeedEvent } from './FeedEvent.ts'
import { IdCollector } from './IdCollector.ts'
import { Journal } from './Journal.ts'
import { Store } from './Store.ts'

export type ProblemNode = ProblemFragment

/** Delay in milliseconds after an event: the supervisors of many events are read with one request. */
const settleMs = 300
/** Interval in milliseconds of reads: supervisors become unresponsive without an event. */
const pollMs = 10_000
/** Number of supervisors that are read at most. Further ones are only counted, by the next read. */
const maxNodes = 100

/** The supervisors that need attention, those with the oldest status first. Events change them; a supervisor that fails is read. */
export class Problems extends Store {
  /** Null until they have been read. */
  nodes: readonly ProblemNode[] | null = null
  total = 0
  error: string | null = null
  readonly #journal = new Journal()
  readonly #wanted = new IdCollector(settleMs, (ids) => this.#readNodes(ids))
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The number of the latest read. The results of earlier reads are ignored, and all of them after `stop`. */
  #reading = 0

  apply(event: FeedEvent): void {
    this.#journal.add(event)
    this.#apply(event)
  }

  #apply({ type, supervisorId: id, after }: FeedEvent): void {
    if (type === 'CHILD_FAILED' || type === 'FAILURE_ESCALATED') {
      const childId = textOf(after?.childId)
      if (childId !== null && this.#find(childId)) this.#wanted.add(childId)
    } else if (type === 'SUPERVISOR_DELETED') this.#remove(id)
    else if (type === 'SUPERVISOR_STATUS_CHANGED') {
      if (after?.status !== 'FAILED' && after?.status !== 'PAUSED') this.#remove(id)
      else if (this.#find(id) || (this.nodes?.length ?? 0) < maxNodes) this.#wanted.add(id)
    } else if (type === 'SUPERVISOR_UPDATED' && this.#find(id)) this.#wanted.add(id)
  }

  async readAgain(): Promise<void> {
    const sentAt = performance.now()
    const reading = ++this.#reading
    const isCurrent = (): boolean => reading === this.#reading
    try {
      const { supervisors } = await askServer(ProblemsDocument, {})
      if (!isCurrent()) return
      this.nodes = supervisors.nodes.toSorted(byAge)
      this.total = supervisors.totalCount
      this.error = null
      for (const event of this.#journal.since(sentAt)) this.#apply(event)
    } catch (error) {
      if (!isCurrent()) return
      this.error = messageOf(error)
    }
    this.#schedule()
    this.changed()
  }

  stop(): void {
    this.#reading++
    clearTimeout(this.#timer)
    this.#journal.clear()
    this.nodes = null
    this.total = 0
  }

  #find(id: string): ProblemNode | undefined {
    return this.nodes?.find((node) => node.id === id)
  }

  #remove(id: string): void {
    if (!this.nodes || !this.#find(id)) return
    this.nodes = this.nodes.filter((node) => node.id !== id)
    this.total--
    this.changed()
  }

  async #readNodes(ids: readonly string[]): Promise<void> {
    const { nodes } = await askServer(ProblemNodesDocument, { ids: [...ids] })
    if (this.nodes === null) return // stopped meanwhile
    for (const id of ids) this.#remove(id)
    const found = nodes.filter((node) => node?.__typename === 'Supervisor').filter(isProblem)
    this.nodes = [...this.nodes, ...found].toSorted(byAge).slice(0, maxNodes)
    this.total += found.length
    this.changed()
  }

  #schedule(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (document.hidden) this.#schedule()
      else void this.readAgain()
    }, pollMs)
  }
}

/** The rule of the filter `problemsOnly`. */
function isProblem({ status, health, childCount }: ProblemNode): boolean {
  return (
    status === 'FAILED' ||
    (status === 'PAUSED' && childCount > 0) ||
    (status === 'ACTIVE' && health.state === 'UNRESPONSIVE')
  )
}

function byAge(a: ProblemNode, b: ProblemNode): number {
  return sinceOf(a) - sinceOf(b)
}

export type ProblemKind = 'failed' | 'unresponsive' | 'escalated' | 'blocking'

/** What is wrong. A failure is escalated if the parent supervisor has passed it on. */
export function kindOf(node: ProblemNode): ProblemKind {
  if (node.status === 'PAUSED') return 'blocking'
  if (node.status !== 'FAILED') return 'unresponsive'
  return decisionsOn(node).some(({ after }) => after?.decision === 'ESCALATE') ? 'escalated' : 'failed'
}

/** When the problem began, in milliseconds since 1970. A supervisor becomes unresponsive without a change of its status. */
export function sinceOf(node: ProblemNode): number {
  return Date.parse(
    kindOf(node) === 'unresponsive' ? (node.lastHeartbeat ?? node.statusChangedAt) : node.statusChangedAt,
  )
}

/** The decisions of the parent supervisor about the present failure, the oldest first. */
export function decisionsOn({ id, parent, statusChangedAt }: ProblemNode): FeedEvent[] {
  const decisions: readonly FeedEvent[] = parent?.decisions.nodes ?? []
  const since = Date.parse(statusChangedAt)
  return decisions.filter(({ at, after }) => after?.childId === id && Date.parse(at) >= since).toReversed()
}
