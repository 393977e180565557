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
} from '../../../src/domain/glossary.ts'
import { graphql } from '../../generated/index.ts'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi({ confirmAboveAgents: 1_000 })
const maxLevel = 3

beforeAll(() => api.pool.query('UPDATE hierarchy_settings SET max_level = $1', [maxLevel]))
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE')
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

/** A supervisor on which no mutation was tried yet, with its team. */
interface Subject {
  readonly supervisor: string
  readonly team: string
  /** A parent to which its subtree can move: null makes it a root, undefined means that no other parent has room. */
  readonly otherParent: string | null | undefined
}
type Attempt = readonly [mutation: string, input: Record<string, unknown>, canChange?: boolean]

/** The mutation that each action stands for. Names are random, so that no name is taken. */
const supervisorAttempts: Record<SupervisorAction, (subject: Subject) => Attempt> = {
  UPDATE: ({ supervisor: id }) => ['updateSupervisor', { id, name: randomUUID() }],
  MOVE: ({ supervisor: id, otherParent }) => [
    'moveSupervisor',
    { id, parentId: otherParent },
    otherParent !== undefined,
  ],
  SPAWN_CHILD: ({ supervisor: parentId }) => ['spawnSupervisor', { parentId, name: randomUUID() }],
  CREATE_TEAM: ({ supervisor: supervisorId }) => ['createTeam', { supervisorId, name: randomUUID() }],
  ACTIVATE: ({ supervisor: id }) => ['activateSupervisor', { id }],
  PAUSE: ({ supervisor: id }) => ['pauseSupervisor', { id }],
  RESUME: ({ supervisor: id }) => ['resumeSupervisor', { id }],
  FAIL: ({ supervisor: id }) => ['failSupervisor', { id, reason: 'why' }],
  RESTART: ({ supervisor: id }) => ['restartSupervisor', { id }],
  TERMINATE: ({ supervisor: id }) => ['terminateSupervisor', { id, childPolicy: 'CASCADE' }],
}
const teamAttempts: Record<TeamAction, (subject: Subject) => readonly Attempt[]> = {
  UPDATE: ({ team: id }) => [['updateTeam', { id, name: randomUUID() }]],
  DELETE: ({ team: id }) => [['deleteTeam', { id, endMemberships: true }]],
  ADD_MEMBER: ({ team: teamId }) => [
    ['addTeamMember', { teamId, agentId: randomUUID() }],
    ['addTeamMembers', { teamId, members: [{ agentId: randomUUID() }] }],
  ],
}

/** Whether the mutation changes something, or at least is not refused if nothing can change. */
async function succeeds([mutation, input, canChange = true]: Attempt): Promise<boolean> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const reportsChanged = !/^(spawn|create|add|delete)/.test(mutation)
  const change = reportsChanged ? `... on ${type}Payload { changed }` : ''
  const { data, errors } = await api.request<{ result: { __typename: string; changed?: boolean } }, object>(
    `mutation ($input: ${type}Input!) { result: ${mutation}(input: $input) { __typename ${change} } }`,
    { input },
  )
  expect(errors).toBe(undefined)
  const result = data?.result
  return result?.__typename === `${type}Payload` && result.changed !== !canChange
}

/** A subject for each attempt, and another subject of which `allowedActions` is read. */
const subjectCount = supervisorActions.length + teamActions.length + 1

/** The subject allows exactly the actions whose mutations are not refused. */
async function expectTruthful(subjects: readonly Subject[]): Promise<void> {
  const untried = subjects.values()
  const next = () => untried.next().value ?? expect.fail('there are as many subjects as attempts')
  const successful: SupervisorAction[] = []
  for (const action of supervisorActions)
    if (await succeeds(supervisorAttempts[action](next()))) successful.push(action)
  const successfulForTeam: TeamAction[] = []
  for (const action of teamActions) {
    const successes = []
    for (const attempt of teamAttempts[action](next())) successes.push(await succeeds(attempt))
    expect(new Set(successes).size).toBe(1)
    if (successes[0]) successfulForTeam.push(action)
  }
  const { supervisor, team } = next()
  expect(await api.data(allowedActions, { supervisor, team })).toEqual({
    supervisor: { allowedActions: successful },
    team: { allowedActions: successfulForTeam },
  })
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

/** A forest. Each supervisor is a root or below an earlier one with room. Descendants of a TERMINATED one are TERMINATED. */
function shapesOf(seeds: readonly Seed[]): Shape[] {
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

/** Inserts copies of the forest, with a team per supervisor and a member if it is live. Returns the subject of each copy. */
async function insertCopies(forest: readonly Shape[], at: number): Promise<Subject[]> {
  const shapes = [...forest, { above: null, level: 0, status: 'ACTIVE' }] // the last is the parent that MOVE attempts use
  const copies = Array.from({ length: subjectCount }, () =>
    shapes.map((shape) => ({ ...shape, id: randomUUID(), team: randomUUID() })),
  )
  const all = copies.flatMap((copy) =>
    copy.map((each) => ({ ...each, parent: each.above === null ? null : copy[each.above]?.id })),
  )
  const supervisors = all.map(({ id }) => id)
  await api.pool.query(
    `INSERT INTO supervisors (id, name, status, parent_id) SELECT id, id::text, status, parent_id
     FROM unnest($1::uuid[], $2::text[], $3::uuid[]) AS s (id, status, parent_id)`,
    [supervisors, all.map(({ status }) => status), all.map(({ parent }) => parent)],
  )
  await api.pool.query(
    `INSERT INTO supervisor_teams (id, supervisor_id, name) SELECT id, supervisor_id, 'team' FROM unnest($1::uuid[], $2::uuid[]) AS t (id, supervisor_id)`,
    [all.map(({ team }) => team), supervisors],
  )
  await api.pool.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT t.id, gen_random_uuid()
     FROM supervisor_teams t JOIN supervisors s ON s.id = t.supervisor_id WHERE s.id = ANY ($1::uuid[]) AND s.status <> 'TERMINATED'`,
    [supervisors],
  )
  const isRoot = forest[at]?.above === null
  const fitsBelow = levelsBelow(forest, at) < maxLevel
  return copies.map((copy) => ({
    supervisor: copy[at]?.id ?? '',
    team: copy[at]?.team ?? '',
    otherParent: isRoot ? (fitsBelow ? copy.at(-1)?.id : undefined) : null,
  }))
}

function levelsBelow(forest: readonly Shape[], at: number): number {
  const children = [...forest.keys()].filter((i) => forest[i]?.above === at)
  return Math.max(0, ...children.map((child) => 1 + levelsBelow(forest, child)))
}

const seed = fc.record({ above: fc.nat(), status: fc.constantFrom(...supervisorStatuses) })

test('in every tree, a supervisor and its team allow exactly the actions whose mutations succeed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(seed, { minLength: 1, maxLength: 12 }), fc.nat(), async (seeds, any) => {
      const shapes = shapesOf(seeds)
      const deepest = shapes.reduce((at, { level }, i) => (level > (shapes[at]?.level ?? 0) ? i : at), 0)
      for (const subject of new Set([any % shapes.length, deepest]))
        await expectTruthful(await insertCopies(shapes, subject))
    }),
    { numRuns: 15, endOnFailure: true },
  )
})

/** Chains with a subject of each status: as a root, and below each parent status, both in the middle and at the maximum level. */
const chains = supervisorStatuses.flatMap((status) => [
  ...[1, maxLevel + 1].map((length) => ({ above: [], status, below: length - 1 })),
  ...supervisorStatuses
    .filter((parent) => parent !== 'TERMINATED' || status === 'TERMINATED')
    .flatMap((parent) => [
      { above: [parent], status, below: 1 },
      { above: [...Array.from({ length: maxLevel - 1 }, () => parent), parent], status, below: 0 },
    ]),
])

test.each(chains)(
  'in the chain %j, the subject allows exactly the actions whose mutations succeed',
  async ({ above, status, below }) => {
    const line = [...above, status, ...Array.from({ length: below }, () => status)]
    const chain = line.map((each, level) => ({ above: level === 0 ? null : level - 1, level, status: each }))
    await expectTruthful(await insertCopies(chain, above.length))
  },
)

test('a supervisor at the maximum level can have teams but no children', async () => {
  const id = await givenTree(api.pool, 'a > b > c > d')
  const actionsOf = async (name: string) =>
    (await api.data(allowedActions, { supervisor: id(name), team: randomUUID() })).supervisor?.allowedActions
  const above = ['UPDATE', 'MOVE', 'SPAWN_CHILD', 'CREATE_TEAM', 'PAUSE', 'FAIL', 'RESTART', 'TERMINATE']
  expect(await actionsOf('c')).toEqual(above)
  expect(await actionsOf('d')).toEqual(above.filter((action) => action !== 'SPAWN_CHILD'))
  await api.pool.query('UPDATE hierarchy_settings SET max_level = max_level + 1')
  expect(await actionsOf('d')).toEqual(above)
})

test('the maximum level is read once per request, and only if a supervisor needs it', async () => {
  const id = await givenTree(api.pool, 'r > [failed:FAILED, terminated:TERMINATED, x, y, z:PAUSED]')
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Supervisor { allowedActions } } }'
  const count = async (...names: string[]) => {
    api.statements.length = 0
    await api.request(query, { ids: names.map(id) })
    return api.statements.length
  }
  expect(await count('failed', 'terminated')).toBe(1)
  expect(await count('r', 'x', 'y', 'z', 'failed')).toBe(2)
})
