import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Viewer } from '../../../src/domain/viewer.ts'
import type { CreateTeamInput, SpawnHierarchyInput, SpawnNodeInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, pathsOf, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { agents, node, spawnHierarchyDocument, team, withSpawnHierarchy } from '../../support/api/withSpawnHierarchy.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)
const { spawned } = withSpawnHierarchy(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root > [starting:SPAWNING, held:PAUSED, broken:FAILED, over:TERMINATED, twin:TERMINATED], other',
  )
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const events = async (supervisorIds: readonly string[]) =>
  (
    await api.pool.query<{ type: string; label: string; actor: string; version: number; caused_by: string | null }>(
      `SELECT e.type, coalesce(e.after ->> 'name', e.after ->> 'agentId') AS label, e.actor, e.version, e.caused_by
       FROM supervisor_events e WHERE e.supervisor_id = ANY ($1::uuid[]) ORDER BY e.sequence`,
      [supervisorIds],
    )
  ).rows

describe('a spawned hierarchy', () => {
  test('is created with its teams and members, and writes events parents first', async () => {
    const [first, second, third] = [randomUUID(), randomUUID(), randomUUID()]
    const leaf = node('leaf', { policyVersionId: randomUUID(), config: { depth: 2 } })
    const crew = team('crew', {
      objective: 'Row.',
      members: [{ agentId: first, role: 'COX' }, { agentId: second }],
    })
    const inner = node('inner', { children: [leaf], teams: [crew] })
    const spare = team('spare', { members: [{ agentId: third, metadata: { bench: true } }] })
    const beside = node('beside')
    const top = node('top', { description: 'of all', children: [inner, beside], teams: [spare, team('empty')] })
    const next = node('second top')
    const result = await spawned({ parentId: id('root'), supervisors: [top, next] })
    expect(result).toEqual({
      __typename: 'SpawnHierarchyPayload',
      created: 5,
      existing: 0,
      supervisors: [
        { id: top.id, name: 'top', status: 'SPAWNING' },
        { id: next.id, name: 'second top', status: 'SPAWNING' },
      ],
    })
    expect(await pathsOf(api.pool)).toMatchObject({
      leaf: '3 root/top/inner/leaf',
      beside: '2 root/top/beside',
      'second top': '1 root/second top',
    })
    const { rows } = await api.pool.query(
      `SELECT s.name AS supervisor, s.config, t.name AS team, t.objective, m.role, m.agent_id, m.metadata
       FROM supervisors s LEFT JOIN supervisor_teams t ON t.supervisor_id = s.id LEFT JOIN supervisor_team_members m ON m.team_id = t.id
       WHERE $1 = ANY (s.path) ORDER BY s.name, t.name, m.role`,
      [top.id],
    )
    const none = { team: null, objective: null, role: null, agent_id: null, metadata: null }
    expect(rows).toEqual([
      { supervisor: 'beside', config: {}, ...none },
      { supervisor: 'inner', config: {}, team: 'crew', objective: 'Row.', role: 'COX', agent_id: first, metadata: {} },
      {
        supervisor: 'inner',
        config: {},
        team: 'crew',
        objective: 'Row.',
        role: 'MEMBER',
        agent_id: second,
        metadata: {},
      },
      { supervisor: 'leaf', config: { depth: 2 }, ...none },
      { supervisor: 'top', config: {}, ...none, team: 'empty' },
      {
        supervisor: 'top',
        config: {},
        ...none,
        team: 'spare',
        role: 'MEMBER',
        agent_id: third,
        metadata: { bench: true },
      },
    ])
    const recorded = await events([top, inner, leaf, beside, next].map((each) => each.id))
    expect(recorded.map(({ type, label }) => `${type} ${label}`)).toEqual([
      'SUPERVISOR_SPAWNED top',
      'SUPERVISOR_SPAWNED second top',
      'SUPERVISOR_SPAWNED inner',
      'SUPERVISOR_SPAWNED leaf',
      'SUPERVISOR_SPAWNED beside',
      'TEAM_CREATED spare',
      'TEAM_CREATED empty',
      'TEAM_CREATED crew',
      `MEMBER_JOINED ${third}`,
      `MEMBER_JOINED ${first}`,
      `MEMBER_JOINED ${second}`,
    ])
    for (const event of recorded) expect(event).toMatchObject({ actor: 'local', version: 1, caused_by: null })
  })

  test.each([undefined, null])(
    'has roots if the parent is %s, and names below them do not collide with other roots',
    async (parentId) => {
      const top = node(`top below ${parentId}`, { children: [node('root'), node('other')] })
      expect(await spawned({ supervisors: [top], ...(parentId === undefined ? {} : { parentId }) })).toMatchObject({
        created: 3,
      })
    },
  )

  test('can reuse the names of TERMINATED siblings, and can be empty', async () => {
    expect(await spawned({ parentId: id('root'), supervisors: [node('twin')] })).toMatchObject({ created: 1 })
    expect(await spawned({ parentId: id('root'), supervisors: [] })).toMatchObject({ created: 0, supervisors: [] })
  })

  test('equals the result of spawnSupervisor and createTeam with the same input', async () => {
    const top = node('piecemeal', { config: { b: 1, a: [null] }, description: '' })
    const crew = team('crew', { config: { x: 1 }, objective: 'o', members: agents(2) })
    const spawnOne = graphql(`
      mutation SpawnOneOfHierarchy($input: SpawnSupervisorInput!) {
        spawnSupervisor(input: $input) {
          ... on SpawnSupervisorPayload {
            created
          }
        }
      }
    `)
    const createOne = graphql(`
      mutation CreateTeamOfHierarchy($input: CreateTeamInput!) {
        createTeam(input: $input) {
          ... on CreateTeamPayload {
            created
          }
        }
      }
    `)
    const asTeam: CreateTeamInput = { ...crew, supervisorId: top.id }
    await api.data(spawnOne, { input: { ...top, parentId: id('other') } })
    await api.data(createOne, { input: asTeam })
    const whole = { parentId: id('other'), supervisors: [{ ...top, teams: [crew], children: [node('new')] }] }
    expect(await spawned(whole)).toMatchObject({ created: 1, existing: 1 })
    expect(await api.data(createOne, { input: asTeam })).toEqual({ createTeam: { created: false } })
  })

  test.each([[2], [500]])('of %i supervisors runs 11 statements', async (count) => {
    const shape = (supervisors: number) => ({
      parentId: id('other'),
      supervisors: [
        node(`${supervisors} in all`, {
          teams: [team('one', { members: agents(3) })],
          children: Array.from({ length: supervisors - 1 }, (_, i) =>
            node(`child ${i}`, { teams: [team('a', { members: agents(2) }), team('b')] }),
          ),
        }),
      ],
    })
    const before = api.statements.length
    expect(await spawned(shape(count))).toMatchObject({ created: count })
    // BEGIN, the hierarchy lock, 3 reads, 4 inserts, COMMIT, and one read of the root for the payload
    expect(api.statements.slice(before)).toHaveLength(11)
  })
})

describe('a caller', () => {
  const spawnAs = async (viewer: Partial<Viewer>, input: SpawnHierarchyInput) =>
    (await execute(viewer, spawnHierarchyDocument, { input })).data.spawnHierarchy

  test.each(['READ', 'REPORT'] as const)('with the role %s is refused with ForbiddenError', async (role) => {
    const before = await dumpTables(api.pool)
    expect(await spawnAs({ role }, { parentId: 'no UUID', supervisors: [] })).toMatchObject({
      __typename: 'ForbiddenError',
      code: 'FORBIDDEN',
    })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('that is limited to a subtree can spawn within it, and gets NotFoundError for a parent outside', async () => {
    const subtree = await givenTree(api.pool, 'above > [mine > sub, theirs]')
    const viewer: Partial<Viewer> = { role: 'OPERATE', within: subtree('mine') }
    const inside = {
      parentId: subtree('sub'),
      supervisors: [node('own', { teams: [team('t', { members: agents(1) })] })],
    }
    expect(await spawnAs(viewer, inside)).toMatchObject({ created: 1 })
    expect(await spawnAs(viewer, inside)).toMatchObject({ created: 0, existing: 1 })

    const before = await dumpTables(api.pool)
    expect(await spawnAs(viewer, { parentId: null, supervisors: [node('x')] })).toMatchObject({
      __typename: 'ValidationError',
      path: ['input', 'parentId'],
    })
    for (const parentId of [subtree('above'), subtree('theirs')])
      expect(await spawnAs(viewer, { parentId, supervisors: [node('x')] })).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'parentId'],
        id: parentId,
      })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('that is limited to a subtree learns nothing about the owner of an id outside', async () => {
    const subtree = await givenTree(api.pool, 'outer > [inside > below, outside > far]')
    const viewer: Partial<Viewer> = { role: 'OPERATE', within: subtree('inside') }
    const taken = await givenTeam(api.pool, subtree('far'), 'taken')
    await givenMember(api.pool, taken, randomUUID())
    const [left, leftTeam] = [node('left'), team('left')]
    await spawned({ parentId: subtree('outside'), supervisors: [{ ...left, teams: [leftTeam] }] })
    const hidden = { __typename: 'ConflictError', current: null }
    const before = await dumpTables(api.pool)
    const below = (each: SpawnNodeInput) => spawnAs(viewer, { parentId: subtree('below'), supervisors: [each] })
    expect(await below(node('far', { id: subtree('far') }))).toMatchObject(hidden)
    expect(await below(node('x', { teams: [team('x', { id: taken })] }))).toMatchObject(hidden)
    // the same input that created it is a conflict too, since the supervisor is outside the subtree
    expect(await spawnAs(viewer, { parentId: subtree('outside'), supervisors: [left] })).toMatchObject(hidden)
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})

test('a hierarchy can have 1,000 supervisors with teams and members', async () => {
  const branch = (i: number): SpawnNodeInput =>
    node(`branch ${i}`, {
      config: { heartbeat_interval: 30, model: 'orion-large', budget: { currency: 'USD', daily: 100 } },
      teams: [team('day', { members: agents(5) }), team('night', { members: agents(5) })],
      children: i < 111 ? Array.from({ length: 8 }, (_, j) => branch(1_000 + i * 8 + j)) : [],
    })
  const top = node('thousand', { children: Array.from({ length: 111 }, (_, i) => branch(i)) })
  const input = { supervisors: [top] }
  const size = Buffer.byteLength(JSON.stringify({ query: String(spawnHierarchyDocument), variables: { input } }))
  const started = performance.now()
  const result = await spawned(input)
  console.info(
    `spawnHierarchy: ${result.created} supervisors, 1,998 teams, 9,990 members: ${size} bytes, ${Math.round(performance.now() - started)} ms`,
  )
  expect(result).toMatchObject({ created: 1_000, existing: 0 })
  const again = performance.now()
  expect(await spawned(input)).toMatchObject({ created: 0, existing: 1_000 })
  console.info(`spawnHierarchy: the same request repeated: ${Math.round(performance.now() - again)} ms`)
})
