import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { expect } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { clearHierarchy } from '../database/clearHierarchy.ts'
import { type Contestant, race, type RaceOutcome, ROUNDS } from '../database/race.ts'
import type { GraphQLAnswer, ServerProcess, ServerSupport } from './serverProcess.ts'
import type { TestDatabase } from '../database/withDatabase.ts'

export interface RaceServers {
  readonly db: TestDatabase
  /** Two servers on that database. */
  readonly one: ServerProcess
  readonly two: ServerProcess
  /** Session of a writer that bypasses the API. */
  readonly session: pg.Client
}

export interface Scenario {
  readonly name: string
  readonly round: (servers: RaceServers) => Promise<readonly Contestant[]>
  /** All results that are possible for a contestant. */
  readonly results: readonly string[]
  /** Number of contestants per round with one of some results, where that number is certain. */
  readonly counts?: readonly { readonly of: readonly string[]; readonly perRound: number }[]
  /** Returns the problems of a round with these results, which have the order of its contestants. */
  readonly judge?: (results: readonly string[], servers: RaceServers) => Promise<readonly string[]>
}

export const setUp = async (db: TestDatabase, servers: ServerSupport): Promise<RaceServers> => {
  const env = { DATABASE_URL: db.url }
  const [one, two, session] = await Promise.all([servers.start(env), servers.start(env), db.session()])
  return { db, one, two, session }
}

export async function run(
  servers: RaceServers,
  name: string,
  { round, judge }: Scenario,
  rounds: number,
): Promise<RaceOutcome> {
  return race(servers.db, {
    name: `servers: ${name}`,
    rounds,
    round: async () => {
      await clearHierarchy(servers.db.pool)
      return round(servers)
    },
    judge: async (results) => (await judge?.(results, servers)) ?? [],
  })
}

/** Runs all rounds. Expects a sound hierarchy, only possible results, and the numbers of results that are certain. */
export async function expectSound(servers: RaceServers, scenario: Scenario): Promise<void> {
  const { violations, waited, results } = await run(servers, scenario.name, scenario, ROUNDS)
  expect(violations).toEqual([])
  expect(waited).toBeGreaterThanOrEqual(ROUNDS / 5)
  expect([...scenario.results, 'ok']).toEqual(expect.arrayContaining(Object.keys(results)))
  for (const { of, perRound } of scenario.counts ?? [])
    expect([of, of.reduce((sum, result) => sum + (results[result] ?? 0), 0)]).toEqual([of, perRound * ROUNDS])
  expect(Object.keys(results).length).toBeGreaterThan(1) // some contestants succeeded, and some were refused
  if (ROUNDS >= 1_000) expect(Object.keys(results)).toEqual(expect.arrayContaining([...scenario.results]))
}

const terminateInRace = graphql(`
  mutation TerminateInRace($id: ID!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {
      __typename
    }
  }
`)
const spawnInRace = graphql(`
  mutation SpawnInRace($id: ID, $name: String!, $parentId: ID!) {
    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {
      __typename
      ... on SpawnSupervisorPayload {
        created
      }
    }
  }
`)
const addMemberInRace = graphql(`
  mutation AddMemberInRace($teamId: ID!, $agentId: ID!) {
    addTeamMember(input: { teamId: $teamId, agentId: $agentId }) {
      __typename
    }
  }
`)

const createTeamInRace = graphql(`
  mutation CreateTeamInRace($supervisorId: ID!, $name: String!, $agentId: ID!) {
    createTeam(input: { supervisorId: $supervisorId, name: $name, members: [{ agentId: $agentId }] }) {
      __typename
    }
  }
`)
const removeMemberInRace = graphql(`
  mutation RemoveMemberInRace($id: ID!) {
    removeTeamMember(input: { id: $id }) {
      __typename
    }
  }
`)

const moveInRace = graphql(`
  mutation MoveInRace($id: ID!, $parentId: ID) {
    moveSupervisor(input: { id: $id, parentId: $parentId }) {
      __typename
    }
  }
`)
const renameInRace = graphql(`
  mutation RenameInRace($id: ID!, $name: String!) {
    updateSupervisor(input: { id: $id, name: $name }) {
      __typename
    }
  }
`)
const transferInRace = graphql(`
  mutation TransferInRace($id: ID!, $toTeamId: ID!) {
    transferTeamMember(input: { id: $id, toTeamId: $toTeamId }) {
      __typename
    }
  }
`)
const previewInRace = graphql(`
  mutation PreviewInRace($id: ID!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, dryRun: true }) {
      __typename
      ... on TerminateSupervisorPayload {
        impact {
          token
        }
      }
    }
  }
`)
const confirmInRace = graphql(`
  mutation ConfirmInRace($id: ID!, $impactToken: String!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, impactToken: $impactToken }) {
      __typename
      ... on TerminateSupervisorPayload {
        changed
      }
    }
  }
`)

/** Starts after a random delay, so that any contestant can be the first. */
const atRandom =
  (work: () => Promise<string>): Contestant =>
  async () => {
    await delay(Math.random() * 4)
    return work()
  }

/** For a writer that bypasses the API: it starts before the servers about as often as after them. */
export const beforeOrAfterServers =
  (contestant: Contestant): Contestant =>
  async (hold) => {
    await delay(Math.random() < 0.5 ? 0 : 10 + Math.random() * 20)
    return contestant(hold)
  }

/** Result of a mutation: the type of its payload or refusal, or the code of its error. */
const resultOf = (answer: GraphQLAnswer<unknown>, result: { __typename: string } | undefined): string =>
  result?.__typename ?? answer.errors?.[0]?.extensions.code ?? 'nothing'

export const terminate = (server: ServerProcess, id: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(terminateInRace, { id })
    return resultOf(answer, answer.data?.terminateSupervisor)
  })

export const spawn = (server: ServerProcess, input: { id?: string; name: string; parentId: string }): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(spawnInRace, input)
    const result = answer.data?.spawnSupervisor
    if (result?.__typename !== 'SpawnSupervisorPayload') return resultOf(answer, result)
    return result.created ? 'created' : 'existed already'
  })

export const addMember = (server: ServerProcess, teamId: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(addMemberInRace, { teamId, agentId: randomUUID() })
    return resultOf(answer, answer.data?.addTeamMember)
  })

export const createTeam = (server: ServerProcess, supervisorId: string, name: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(createTeamInRace, { supervisorId, name, agentId: randomUUID() })
    return resultOf(answer, answer.data?.createTeam)
  })

export const removeMember = (server: ServerProcess, id: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(removeMemberInRace, { id })
    return resultOf(answer, answer.data?.removeTeamMember)
  })

export const move = (server: ServerProcess, id: string, parentId: string | null): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(moveInRace, { id, parentId })
    return resultOf(answer, answer.data?.moveSupervisor)
  })

export const rename = (server: ServerProcess, id: string, name: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(renameInRace, { id, name })
    return resultOf(answer, answer.data?.updateSupervisor)
  })

export const transfer = (server: ServerProcess, id: string, toTeamId: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(transferInRace, { id, toTeamId })
    return resultOf(answer, answer.data?.transferTeamMember)
  })

/** Token that confirms the cascade in the current state. */
export async function fetchImpactToken(server: ServerProcess, id: string): Promise<string> {
  const { terminateSupervisor: preview } = await server.data(previewInRace, { id })
  if (preview.__typename !== 'TerminateSupervisorPayload') throw new Error(`no impact, but ${preview.__typename}`)
  return preview.impact.token
}

export const confirm = (server: ServerProcess, id: string, impactToken: string): Contestant =>
  atRandom(async () => {
    const answer = await server.graphql(confirmInRace, { id, impactToken })
    const result = answer.data?.terminateSupervisor
    if (result?.__typename !== 'TerminateSupervisorPayload') return resultOf(answer, result)
    return result.changed ? 'terminated' : 'terminated already'
  })
