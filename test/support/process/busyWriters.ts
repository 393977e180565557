import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import type { GraphQLAnswer, ServerProcess } from './serverProcess.ts'

export interface WritersOptions {
  /** The supervisor below which everything happens; it is never moved or ended. */
  readonly rootId: string
  /** Those that are running now; asked before each request. */
  readonly servers: () => readonly ServerProcess[]
  readonly pool: pg.Pool
  readonly writers: number
  /** How many changes to make. */
  readonly changes: number
  /** Told after each change, of how many there are. */
  readonly onChange: (made: number) => void
}

export interface WritersTally {
  changes: number
  /** By raw SQL, of the changes. */
  raw: number
  /** Refused by a rule, whether by a server or by the database. */
  refused: number
  /** Sent again, as the server was gone. */
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
 * Changes of all kinds below a supervisor, most of them through servers that may die under a request; it is sent again
 * to another one then.
 * @throws {Error} where a server answers errors
 */
export async function keepWriting(options: WritersOptions): Promise<WritersTally> {
  const { rootId, servers, pool, changes, onChange } = options
  const tally: WritersTally = { changes: 0, raw: 0, refused: 0, retried: 0 }
  /** By what they were last known to be; some are TERMINATED by now, with one above them. */
  const spawning: string[] = []
  const active: string[] = []
  const paused: string[] = []
  const members: Member[] = []

  const send = async <Variables>(document: Mutation<Variables>, variables: Variables): Promise<boolean> => {
    for (;;) {
      const answer = await anyOf(servers())
        ?.graphql(document, variables)
        .catch((): GraphQLAnswer<{ result: { __typename: string } }> | null => null)
      if (answer?.errors) throw new Error(`a writer met ${JSON.stringify(answer.errors)}`)
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
  /** Where there is none, whoever asks is refused. */
  const anySupervisor = (): string => anyOf([...spawning, ...active, ...paused]) ?? randomUUID()
  const anyParent = (): string => anyOf([rootId, ...spawning, ...active]) ?? rootId
  const spawn = async (): Promise<boolean> => {
    const id = randomUUID()
    const isMade = await send(spawnByWriter, { id, name: id, parentId: anyParent() })
    if (isMade) spawning.push(id)
    return isMade
  }
  const transit = async (document: Mutation<{ id: string }>, from: string[], to: string[]): Promise<boolean> => {
    const id = takeAny(from)
    const isDone = id !== undefined && (await send(document, { id }))
    if (isDone) to.push(id)
    return isDone
  }
  const terminate = (): Promise<boolean> => {
    const from = anyOf([spawning, active, paused]) ?? spawning
    return transit(terminateByWriter, from, [])
  }
  const createTeam = async (): Promise<boolean> => {
    const [id, agentId] = [randomUUID(), randomUUID()]
    const isMade = await send(createTeamByWriter, { id, supervisorId: anyParent(), agentId })
    if (isMade) members.push({ teamId: id, agentId })
    return isMade
  }
  const join = async (): Promise<boolean> => {
    const teamId = anyOf(members)?.teamId
    if (teamId === undefined) return false
    const member = { teamId, agentId: randomUUID() }
    const isMade = await send(joinByWriter, member)
    if (isMade) members.push(member)
    return isMade
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
    () => transit(activateByWriter, spawning, active),
    () => transit(activateByWriter, spawning, active),
    () => transit(pauseByWriter, active, paused),
    () => transit(resumeByWriter, paused, active),
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
