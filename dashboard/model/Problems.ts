import { askServer, messageOf } from '../api/askServer.ts'
import { ProblemsDocument, type ProblemsQuery } from '../generated/graphql.ts'
import type { FeedEvent } from './FeedEvent.ts'
import { Store } from './Store.ts'

export type ProblemNode = ProblemsQuery['supervisors']['nodes'][number]

/** Delay in milliseconds after an event: many events cause one read. */
const settleMs = 500
/** Interval in milliseconds of reads: supervisors become unresponsive without an event. */
const pollMs = 10_000

const relevantTypes: readonly FeedEvent['type'][] = [
  'SUPERVISOR_STATUS_CHANGED',
  'CHILD_FAILED',
  'FAILURE_ESCALATED',
  'SUPERVISOR_DELETED',
]

/** The supervisors that need attention, those with the oldest status first. */
export class Problems extends Store {
  /** Null until they have been read. */
  nodes: readonly ProblemNode[] | null = null
  total = 0
  error: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #isSettling = false

  apply({ type }: FeedEvent): void {
    if (relevantTypes.includes(type) && !this.#isSettling) {
      this.#isSettling = true
      this.#schedule(settleMs)
    }
  }

  async readAgain(): Promise<void> {
    this.#isSettling = false
    try {
      const { supervisors } = await askServer(ProblemsDocument, {})
      this.nodes = supervisors.nodes.toSorted((a, b) => sinceOf(a) - sinceOf(b))
      this.total = supervisors.totalCount
      this.error = null
    } catch (error) {
      this.error = messageOf(error)
    }
    this.#scheduleNext()
    this.changed()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.nodes = null
    this.total = 0
  }

  /** An event that arrived during the read has scheduled the next one already. */
  #scheduleNext(): void {
    if (!this.#isSettling) this.#schedule(pollMs)
  }

  #schedule(delayMs: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      if (document.hidden) this.#schedule(pollMs)
      else void this.readAgain()
    }, delayMs)
  }
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
