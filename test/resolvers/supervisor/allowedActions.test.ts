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

/** A supervisor that nothing was tried on yet, with its team. */
interface Subject {
  readonly supervisor: string
  readonly team: string
  /** Where there is room for it and what is below it, and it is not: null at the top; undefined where nothing is such. */
  readonly otherParent: string | null | undefined
}
type Attempt = readonly [mutation: string, input: Record<string, unknown>, canChange?: boolean]

/** What each action is a name for. Names are new ones, so that none is taken. */
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

/** Whether the mutation does it, and not for the reason that it is so already, unless that is all that it could be. */
async function succeeds([mutation, input, canChange = true]: Attempt): Promise<boolean> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const tellsChanged = !/^(spawn|create|add|delete)/.test(mutation)
  const change = tellsChanged ? `... on ${type}Payload { changed }` : ''
  const { data, errors } = await api.request<{ result: { __typename: string; changed?: boolean } }, object>(
    `mutation ($input: ${type}Input!) { result: ${mutation}(input: $input) { __typename ${change} } }`,
    { input },
  )
  expect(errors).toBe(undefined)
  const result = data?.result
  return result?.__typename === `${type}Payload` && result.changed !== !canChange
}

/** One for each that is tried, and one to be asked. */
const subjectCount = supervisorActions.length + teamActions.length + 1

/** Each action is one that the subject allows, or one that is refused. */
async function expectTruthful(subjects: readonly Subject[]): Promise<void> {
  const untried = subjects.values()
  const next = () => untried.next().value ?? expect.fail('there are as many subjects as attempts')
  const done: SupervisorAction[] = []
  for (const action of supervisorActions) if (await succeeds(supervisorAttempts[action](next()))) done.push(action)
  const doneToTeam: TeamAction[] = []
  for (const action of teamActions) {
    const successes = []
    for (const attempt of teamAttempts[action](next())) successes.push(await succeeds(attempt))
    expect(new Set(successes).size).toBe(1)
    if (successes[0]) doneToTeam.push(action)
  }
  const { supervisor, team } = next()
  expect(await api.data(allowedActions, { supervisor, team })).toEqual({
    supervisor: { allowedActions: done },
    team: { allowedActions: doneToTeam },
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

/** Copies of the forest, where each one has a team, and it a member where it may; answers the subject of each copy. */
async function plant(forest: readonly Shape[], at: number): Promise<Subject[]> {
  const shapes = [...forest, { above: null, level: 0, status: 'ACTIVE' }] // the last takes what is moved to it
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

test('whatever the tree, a supervisor and its team allow exactly what the mutations do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(seed, { minLength: 1, maxLength: 12 }), fc.nat(), async (seeds, any) => {
      const shapes = grow(seeds)
      const deepest = shapes.reduce((at, { level }, i) => (level > (shapes[at]?.level ?? 0) ? i : at), 0)
      for (const subject of new Set([any % shapes.length, deepest])) await expectTruthful(await plant(shapes, subject))
    }),
    { numRuns: 15, endOnFailure: true },
  )
})

/** Chains in which the subject has each status, as a root, further down, and at the maximum level, below each status. */
const chains = supervisorStatuses.flatMap((status) => [
  ...[1, maxLevel + 1].map((length) => ({ above: [], status, below: length - 1 })),
  ...supervisorStatuses
    .filter((parent) => parent !== 'TERMINATED' || status === 'TERMINATED')
    .flatMap((parent) => [
      { above: [parent], status, below: 1 },
      { above: [...Array.from({ length: maxLevel - 1 }, () => parent), parent], status, below: 0 },
    ]),
])

test.each(chains)('one that is %j allows exactly what the mutations do', async ({ above, status, below }) => {
  const line = [...above, status, ...Array.from({ length: below }, () => status)]
  const chain = line.map((each, level) => ({ above: level === 0 ? null : level - 1, level, status: each }))
  await expectTruthful(await plant(chain, above.length))
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
