import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import type { GraphQLAnswer, ServerProcess } from './serverProcess.ts'

export interface WritersOptions {
  /** All changes are made below this supervisor, which is never moved or terminated. */
  readonly rootId: string
  /** Returns the servers that run now. Called before each request. */
  readonly servers: () => readonly ServerProcess[]
  readonly pool: pg.Pool
  readonly writers: number
  /** Number of changes to make. */
  readonly changes: number
  /** Called after each change with the number of changes so far. */
  readonly onChange: (done: number) => void
}

export interface WritersTally {
  changes: number
  /** Number of changes by raw SQL, included in `changes`. */
  raw: number
  /** Number of changes that a server or the database refused. */
  refused: number
  /** Number of requests sent again because the server was gone. */
  retried: number
}

type Mutation<Variables> = TypedDocumentString<{ result: { __typename: string } }, Variables>

interface Member {
  readonly teamId: string
  readonly agentId: string
}

const spawnByWriter = graphql(`
  mutation SpawnByWriter($id: ID!, $name: String!, $parentId: ID!) {
    result: spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {
      __typename
    }
  }
`)
const activateByWriter = graphql(`
  mutation ActivateByWriter($id: ID!) {
    result: activateSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)
const updateByWriter = graphql(`
  mutation UpdateByWriter($id: ID!, $config: JSONObject!) {
    result: updateSupervisor(input: { id: $id, mergeConfig: $config }) {
      __typename
    }
  }
`)
const moveByWriter = graphql(`
  mutation MoveByWriter($id: ID!, $parentId: ID!) {
    result: moveSupervisor(input: { id: $id, parentId: $parentId }) {
      __typename
    }
  }
`)
const pauseByWriter = graphql(`
  mutation PauseByWriter($id: ID!) {
    result: pauseSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)
const resumeByWriter = graphql(`
  mutation ResumeByWriter($id: ID!) {
    result: resumeSupervisor(input: { id: $id }) {
      __typename
    }
  }
`)
const terminateByWriter = graphql(`
  mutation TerminateByWriter($id: ID!) {
    result: terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {
      __typename
    }
  }
`)
const createTeamByWriter = graphql(`
  mutation CreateTeamByWriter($id: ID!, $supervisorId: ID!, $agentId: ID!) {
    result: createTeam(
      input: { id: $id, supervisorId: $supervisorId, name: "team", members: [{ agentId: $agentId }] }
    ) {
      __typename
    }
  }
`)
const joinByWriter = graphql(`
  mutation JoinByWriter($teamId: ID!, $agentId: ID!) {
    result: addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      __typename
    }
  }
`)
const leaveByWriter = graphql(`
  mutation LeaveByWriter($teamId: ID!, $agentId: ID!) {
    result: removeTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      __typename
    }
  }
`)

const rawChanges = [
  `UPDATE supervisors SET config = jsonb_build_object('raw', $1::text), description = 'raw' WHERE id = $2`,
  `UPDATE supervisors SET status = CASE status WHEN 'ACTIVE' THEN 'PAUSED' ELSE 'ACTIVE' END
   WHERE id = $2 AND status IN ('ACTIVE', 'PAUSED') AND $1 <> ''`,
  `INSERT INTO supervisors (name, parent_id) SELECT 'raw ' || g || $1, $2 FROM generate_series(1, 3) AS g`,
]

const isRefusal = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('23')

const anyOf = <T>(list: readonly T[]): T | undefined => list[Math.floor(Math.random() * list.length)]
const takeAny = <T>(list: T[]): T | undefined => list.splice(Math.floor(Math.random() * list.length), 1)[0]

/**
 * Makes changes of all kinds below a supervisor, most of them through servers. A server may be killed during a request,
 * which is then sent again to another one.
 * @throws {Error} if a response has errors
 */
export async function keepWriting(options: WritersOptions): Promise<WritersTally> {
  const { rootId, servers, pool, changes, onChange } = options
  const tally: WritersTally = { changes: 0, raw: 0, refused: 0, retried: 0 }
  /** Supervisors by their last known status. Some have been TERMINATED since, together with an ancestor. */
  const spawning: string[] = []
  const active: string[] = []
  const paused: string[] = []
  const members: Member[] = []

  const send = async <Variables>(document: Mutation<Variables>, variables: Variables): Promise<boolean> => {
    for (;;) {
      const answer = await anyOf(servers())
        ?.graphql(document, variables)
        .catch((): GraphQLAnswer<{ result: { __typename: string } }> | null => null)
      if (answer?.errors) throw new Error(`a writer received ${JSON.stringify(answer.errors)}`)
      const result = answer?.data?.result.__typename ?? 'UnavailableError'
      if (result.endsWith('Payload')) return true
      if (result !== 'UnavailableError') {
        tally.refused++
        return false
      }
      tally.retried++
      await delay(Math.random() * 20)
    }
  }
  /** Returns an unknown id if there is no supervisor: the server refuses it. */
  const anySupervisor = (): string => anyOf([...spawning, ...active, ...paused]) ?? randomUUID()
  const anyParent = (): string => anyOf([rootId, ...spawning, ...active]) ?? rootId
  const spawn = async (): Promise<boolean> => {
    const id = randomUUID()
    const isCreated = await send(spawnByWriter, { id, name: id, parentId: anyParent() })
    if (isCreated) spawning.push(id)
    return isCreated
  }
  const transition = async (document: Mutation<{ id: string }>, from: string[], to: string[]): Promise<boolean> => {
    const id = takeAny(from)
    const isDone = id !== undefined && (await send(document, { id }))
    if (isDone) to.push(id)
    return isDone
  }
  const terminate = (): Promise<boolean> => {
    const from = anyOf([spawning, active, paused]) ?? spawning
    return transition(terminateByWriter, from, [])
  }
  const createTeam = async (): Promise<boolean> => {
    const [id, agentId] = [randomUUID(), randomUUID()]
    const isCreated = await send(createTeamByWriter, { id, supervisorId: anyParent(), agentId })
    if (isCreated) members.push({ teamId: id, agentId })
    return isCreated
  }
  const join = async (): Promise<boolean> => {
    const teamId = anyOf(members)?.teamId
    if (teamId === undefined) return false
    const member = { teamId, agentId: randomUUID() }
    const isCreated = await send(joinByWriter, member)
    if (isCreated) members.push(member)
    return isCreated
  }
  const leave = async (): Promise<boolean> => {
    const member = takeAny(members)
    return member !== undefined && send(leaveByWriter, member)
  }
  const writeRaw = async (): Promise<boolean> => {
    try {
      const { rowCount } = await pool.query(anyOf(rawChanges) ?? '', [randomUUID(), anySupervisor()])
      if (rowCount) tally.raw++
      return Boolean(rowCount)
    } catch (error) {
      if (!isRefusal(error)) throw error
      tally.refused++
      return false
    }
  }
  const kinds: readonly (() => Promise<boolean>)[] = [
    spawn,
    spawn,
    spawn,
    () => transition(activateByWriter, spawning, active),
    () => transition(activateByWriter, spawning, active),
    () => transition(pauseByWriter, active, paused),
    () => transition(resumeByWriter, paused, active),
    () => send(updateByWriter, { id: anySupervisor(), config: { [`key ${Math.random()}`]: Math.random() } }),
    () => send(updateByWriter, { id: anySupervisor(), config: { at: Math.random() } }),
    () => send(moveByWriter, { id: anySupervisor(), parentId: anyParent() }),
    terminate,
    createTeam,
    join,
    leave,
    writeRaw,
    writeRaw,
  ]
  const write = async (): Promise<void> => {
    while (tally.changes < changes) {
      if (await anyOf(kinds)?.()) onChange(++tally.changes)
    }
  }
  await Promise.all(Array.from({ length: options.writers }, write))
  return tally
}
