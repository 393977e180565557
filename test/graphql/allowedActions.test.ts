import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterEach, beforeAll, expect, test } from 'vitest'
import {
  supervisorActions,
  supervisorStatuses,
  teamActions,
  type SupervisorAction,
  type SupervisorStatus,
  type TeamAction,
} from '../../src/domain/glossary.ts'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/givenTree.ts'
import { withApi } from '../support/withApi.ts'

const api = withApi()
const maxLevel = 3

beforeAll(() => api.pool.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel]))
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const allowedActions = graphql(`
  query AllowedActions($supervisor: ID!, $team: ID!) {
    supervisor(id: $supervisor) {
      allowedActions
    }
    team(id: $team) {
      allowedActions
    }
  }
`)

type Attempt = readonly [mutation: string, input: Record<string, unknown>]

/** What each action is a name for. Names are new ones, so that none is taken. */
const supervisorAttempts: Record<SupervisorAction, (id: string) => Attempt> = {
  UPDATE: (id) => ['updateSupervisor', { id, name: randomUUID() }],
  MOVE: (id) => ['moveSupervisor', { id, parentId: null }],
  SPAWN_CHILD: (id) => ['spawnSupervisor', { parentId: id, name: randomUUID() }],
  CREATE_TEAM: (id) => ['createTeam', { supervisorId: id, name: randomUUID() }],
  ACTIVATE: (id) => ['activateSupervisor', { id }],
  PAUSE: (id) => ['pauseSupervisor', { id }],
  RESUME: (id) => ['resumeSupervisor', { id }],
  FAIL: (id) => ['failSupervisor', { id, reason: 'why' }],
  RESTART: (id) => ['restartSupervisor', { id }],
  TERMINATE: (id) => ['terminateSupervisor', { id, childPolicy: 'CASCADE' }],
}
const teamAttempts: Record<TeamAction, (id: string) => readonly Attempt[]> = {
  UPDATE: (id) => [['updateTeam', { id, name: randomUUID() }]],
  DELETE: (id) => [['deleteTeam', { id, endMemberships: true }]],
  ADD_MEMBER: (teamId) => [
    ['addTeamMember', { teamId, agentId: randomUUID() }],
    ['addTeamMembers', { teamId, members: [{ agentId: randomUUID() }] }],
  ],
}

/** Whether the mutation does it, and not for the reason that it is so already (but a root may become one). */
async function succeeds([mutation, input]: Attempt): Promise<boolean> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const tellsChanged = !/^(move|spawn|create|add|delete)/.test(mutation)
  const change = tellsChanged ? `... on ${type}Payload { changed }` : ''
  const { data, errors } = await api.request<{ result: { __typename: string; changed?: boolean } }, object>(
    `mutation ($input: ${type}Input!) { result: ${mutation}(input: $input) { __typename ${change} } }`,
    { input },
  )
  expect(errors).toBe(undefined)
  const result = data?.result
  return result?.__typename === `${type}Payload` && result.changed !== false
}

interface Seed {
  above: number
  status: SupervisorStatus
}
interface Shape {
  above: number | null
  level: number
  status: SupervisorStatus
}

/** A forest: each one under one before it that has room below, or none; below a TERMINATED one all are. */
function grow(seeds: readonly Seed[]): Shape[] {
  const shapes: Shape[] = []
  for (const seed of seeds) {
    const parents = [null, ...shapes.keys()].filter((i) => i === null || (shapes[i]?.level ?? 0) < maxLevel)
    const above = parents[seed.above % parents.length] ?? null
    const parent = above === null ? undefined : shapes[above]
    const status = parent?.status === 'TERMINATED' ? 'TERMINATED' : seed.status
    shapes.push({ above, level: parent ? parent.level + 1 : 0, status })
  }
  return shapes
}

/** A new copy of the forest, where each one has a team, and it a member where it may; answers ids in the forest's order. */
async function plant(shapes: readonly Shape[]): Promise<{ supervisors: string[]; teams: string[] }> {
  const supervisors = shapes.map(() => randomUUID())
  const teams = shapes.map(() => randomUUID())
  await api.pool.query(
    `INSERT INTO supervisors (id, name, status, parent_id) SELECT id, id::text, status, parent_id
     FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS s (id, status, parent_id)`,
    [
      supervisors,
      shapes.map(({ status }) => status),
      shapes.map(({ above }) => (above === null ? null : supervisors[above])),
    ],
  )
  await api.pool.query(
    `INSERT INTO supervisor_teams (id, supervisor_id, name) SELECT id, supervisor_id, 'team' FROM unnest($1::uuid[], $2::uuid[]) AS t (id, supervisor_id)`,
    [teams, supervisors],
  )
  await api.pool.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT t.id, gen_random_uuid()
     FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id WHERE s.id = ANY ($1::uuid[]) AND s.status <> 'TERMINATED'`,
    [supervisors],
  )
  return { supervisors, teams }
}

const seed = fc.record({ above: fc.nat(), status: fc.constantFrom(...supervisorStatuses) })

test('whatever the tree, a supervisor and its team allow exactly what the mutations do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(seed, { minLength: 1, maxLength: 12 }), fc.nat(), async (seeds, any) => {
      const shapes = grow(seeds)
      const deepest = shapes.reduce((at, { level }, i) => (level > (shapes[at]?.level ?? 0) ? i : at), 0)
      for (const subject of new Set([any % shapes.length, deepest])) {
        /** The subject of a copy that nothing was tried on yet. */
        const fresh = async () => {
          const { supervisors, teams } = await plant(shapes)
          return { supervisor: supervisors[subject] ?? '', team: teams[subject] ?? '' }
        }
        const done: SupervisorAction[] = []
        for (const action of supervisorActions)
          if (await succeeds(supervisorAttempts[action]((await fresh()).supervisor))) done.push(action)
        const doneToTeam: TeamAction[] = []
        for (const action of teamActions) {
          const attempts = teamAttempts[action]((await fresh()).team)
          const successes = []
          for (const attempt of attempts) successes.push(await succeeds(attempt))
          expect(new Set(successes).size).toBe(1)
          if (successes[0]) doneToTeam.push(action)
        }
        expect(await api.data(allowedActions, await fresh())).toEqual({
          supervisor: { allowedActions: done },
          team: { allowedActions: doneToTeam },
        })
      }
    }),
    { numRuns: 30, endOnFailure: true },
  )
})

test('one at the maximum level can have teams, and no children', async () => {
  const id = await givenTree(api.pool, 'a > b > c > d')
  const actionsOf = async (name: string) =>
    (await api.data(allowedActions, { supervisor: id(name), team: randomUUID() })).supervisor?.allowedActions
  const above = ['UPDATE', 'MOVE', 'SPAWN_CHILD', 'CREATE_TEAM', 'PAUSE', 'FAIL', 'RESTART', 'TERMINATE']
  expect(await actionsOf('c')).toEqual(above)
  expect(await actionsOf('d')).toEqual(above.filter((action) => action !== 'SPAWN_CHILD'))
  await api.pool.query('UPDATE hierarchy_settings SET max_level = max_level + 1')
  expect(await actionsOf('d')).toEqual(above)
})

test('the maximum level is asked for once, however many supervisors it matters to, and not where it does not', async () => {
  const id = await givenTree(api.pool, 'r > [down:FAILED, over:TERMINATED, x, y, z:PAUSED]')
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Supervisor { allowedActions } } }'
  const count = async (...names: string[]) => {
    api.statements.length = 0
    await api.request(query, { ids: names.map(id) })
    return api.statements.length
  }
  expect(await count('down', 'over')).toBe(1)
  expect(await count('r', 'x', 'y', 'z', 'down')).toBe(2)
})
