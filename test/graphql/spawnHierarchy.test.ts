import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { Viewer } from '../../src/domain/viewer.ts'
import type { CreateTeamInput, SpawnHierarchyInput, SpawnNodeInput, SpawnTeamInput } from '../generated/graphql.ts'
import { graphql } from '../generated/index.ts'
import { dumpTables } from '../support/dumpTables.ts'
import { givenMember, givenTeam } from '../support/givenRow.ts'
import { givenTree, pathsOf, type IdOf } from '../support/givenTree.ts'
import { untilWaiting } from '../support/untilBlocked.ts'
import { withApi } from '../support/withApi.ts'
import { withRawPost } from '../support/withRawPost.ts'
import { withViewer } from '../support/withViewer.ts'

const api = withApi()
const execute = withViewer(api)
const rawPost = withRawPost(api)
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

const spawnDocument = graphql(`
  mutation SpawnHierarchy($input: SpawnHierarchyInput!) {
    spawnHierarchy(input: $input) {
      __typename
      ... on SpawnHierarchyPayload {
        created
        existing
        supervisors {
          id
          name
          status
        }
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
      ... on NotFoundError {
        path
        id
      }
      ... on ParentUnavailableError {
        path
        supervisor {
          id
          status
        }
      }
      ... on NameTakenError {
        path
        name
        namesake: existing {
          id
        }
      }
      ... on LevelLimitError {
        path
        limit
        actual
      }
      ... on ConflictError {
        path
        current {
          id
        }
      }
      ... on LimitExceededError {
        path
        limit
        actual
      }
      ... on AlreadyMemberError {
        path
        memberships {
          id
        }
      }
    }
  }
`)
const spawn = async (input: SpawnHierarchyInput) => (await api.data(spawnDocument, { input })).spawnHierarchy

/** Spawns, and fails the test if that was refused. */
async function spawned(input: SpawnHierarchyInput) {
  const result = await spawn(input)
  if (result.__typename !== 'SpawnHierarchyPayload') throw new Error(result.message)
  return result
}
/** Spawns what is refused, and fails the test if that wrote anything, or does not say where. */
async function refused(input: SpawnHierarchyInput) {
  const before = await dumpTables(api.pool)
  const result = await spawn(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  if (!('path' in result)) throw new Error(`expected a refusal with its place, got ${JSON.stringify(result)}`)
  expect(result.message).toContain(result.path.join('.'))
  return result
}

type Node = SpawnNodeInput & { id: string }
type Team = SpawnTeamInput & { id: string }
const node = (name: string, more: Partial<Node> = {}): Node => ({ id: randomUUID(), name, ...more })
const team = (name: string, more: Partial<Team> = {}): Team => ({ id: randomUUID(), name, ...more })
const agents = (count: number) => Array.from({ length: count }, () => ({ agentId: randomUUID() }))
/** One below the other. */
const chain = ([name = '', ...below]: readonly string[]): Node =>
  node(name, below.length > 0 ? { children: [chain(below)] } : {})

const events = async (supervisorIds: readonly string[]) =>
  (
    await api.pool.query<{ type: string; what: string; actor: string; version: number; caused_by: string | null }>(
      `SELECT e.type, coalesce(e.after ->> 'name', e.after ->> 'agentId') AS what, e.actor, e.version, e.caused_by
       FROM supervisor_events e WHERE e.supervisor_id = ANY ($1::uuid[]) ORDER BY e.sequence`,
      [supervisorIds],
    )
  ).rows

describe('a spawned hierarchy', () => {
  test('is there with its teams and members, and on the record in that order', async () => {
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
    expect(recorded.map(({ type, what }) => `${type} ${what}`)).toEqual([
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

  test.each([undefined, null])('has roots where the parent is %s, below which names are free', async (parentId) => {
    const top = node(`top below ${parentId}`, { children: [node('root'), node('other')] })
    expect(await spawned({ supervisors: [top], ...(parentId === undefined ? {} : { parentId }) })).toMatchObject({
      created: 3,
    })
  })

  test('may have names that TERMINATED siblings had, and be empty', async () => {
    expect(await spawned({ parentId: id('root'), supervisors: [node('twin')] })).toMatchObject({ created: 1 })
    expect(await spawned({ parentId: id('root'), supervisors: [] })).toMatchObject({ created: 0, supervisors: [] })
  })

  test('is what spawnSupervisor and createTeam make of the same input', async () => {
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

  test.each([[2], [500]])('of %i supervisors takes the same few statements', async (count) => {
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
    // begin, lock, 3 to look, 4 to insert, commit; and one to read the root
    expect(api.statements.slice(before)).toHaveLength(11)
  })
})

describe('spawning again by the same ids', () => {
  const tree = () => {
    const [upper, side] = [chain(['upper', 'lower']), node('side')]
    const teams = [team('crew', { members: agents(2) })]
    const top = node('again', { config: { x: 1, y: 2 }, teams, children: [upper, side] })
    return { top, upper, side, input: { parentId: id('other'), supervisors: [top] } }
  }
  test('changes nothing, whatever became of them since', async () => {
    const { top, upper, side, input } = tree()
    await spawned(input)
    await api.pool.query(`UPDATE supervisors SET parent_id = $2 WHERE id = $1`, [upper.id, id('held')])
    await api.pool.query(`UPDATE supervisors SET status = 'PAUSED', name = 'renamed' WHERE id = $1`, [side.id])
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path)`, [top.id])
    const before = await dumpTables(api.pool)
    expect(await spawned(input)).toMatchObject({
      created: 0,
      existing: 4,
      supervisors: [{ id: top.id, status: 'TERMINATED' }],
    })
    const sameMeaning = { ...top, id: top.id.toUpperCase(), config: { y: 2, x: 1 }, policyVersionId: null }
    expect(await spawned({ ...input, supervisors: [sameMeaning] })).toMatchObject({ created: 0, existing: 4 })
    expect(await dumpTables(api.pool)).toEqual(before)
    // its names are free: what comes now is another one
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path)`, [upper.id])
  })

  test('makes what is missing below what is there, wherever that is now', async () => {
    const { top, upper, input } = tree()
    await spawned(input)
    await api.pool.query(`UPDATE supervisors SET parent_id = $2 WHERE id = $1`, [upper.id, id('starting')])
    const late = node('late')
    const more = {
      ...top,
      teams: [...(top.teams ?? []), team('late', { members: agents(1) })],
      children: [
        { ...upper, children: [...(upper.children ?? []), late] },
        node('later', { children: [node('last')] }),
      ],
    }
    expect(await spawned({ ...input, supervisors: [more] })).toMatchObject({ created: 3, existing: 3 })
    expect(await pathsOf(api.pool)).toMatchObject({
      late: '3 root/starting/upper/late',
      last: '3 other/again/later/last',
    })
    expect((await events([late.id])).map(({ type }) => type)).toEqual(['SUPERVISOR_SPAWNED'])
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path) OR $2 = ANY (path)`, [
      top.id,
      upper.id,
    ])
  })

  test('ten at once make one, and nine find it', async () => {
    const { top, input } = tree()
    const before = await dumpTables(api.pool)
    const results = await Promise.all(Array.from({ length: 10 }, () => spawned(input)))
    expect(results.map(({ created }) => created).sort()).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 4])
    for (const { created, existing, supervisors } of results) {
      expect(created + existing).toBe(4)
      expect(supervisors).toMatchObject([{ id: top.id }])
    }
    const after = await dumpTables(api.pool)
    const grownBy = (table: string): number => (after[table]?.length ?? 0) - (before[table]?.length ?? 0)
    expect(['supervisors', 'supervisor_teams', 'supervisor_team_members', 'supervisor_events'].map(grownBy)).toEqual([
      4, 1, 2, 7,
    ])
  })

  test('of ten that overlap at once, each makes what is missing when its turn comes', async () => {
    const [a, b, c] = [node('overlap a'), node('overlap b'), node('overlap c')]
    const parts = [[a, b], [b, c], [c, a], [b, a], [c, b], [a, c], [a], [b], [c], [a, b, c]]
    const results = await Promise.all(parts.map((supervisors) => spawned({ parentId: id('other'), supervisors })))
    expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(3)
  })

  test('of ten with the same names and other ids at once, one is made, with its children', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        spawn({ parentId: id('other'), supervisors: [node('contested', { children: [node('child')] })] }),
      ),
    )
    const winners = results.filter((result) => result.__typename === 'SpawnHierarchyPayload')
    expect(winners).toMatchObject([{ created: 2 }])
    for (const result of results) {
      if (result.__typename === 'SpawnHierarchyPayload') continue
      expect(result).toMatchObject({
        __typename: 'NameTakenError',
        path: ['input', 'supervisors', '0', 'name'],
        namesake: { id: winners[0]?.supervisors[0]?.id },
      })
    }
  })
})

describe('somebody else who writes meanwhile, and is waited for', () => {
  /** What a spawn answers that began when a raw writer had written, and ended it after. */
  const spawnBeside = async (
    write: string,
    values: unknown[],
    end: 'COMMIT' | 'ROLLBACK',
    input: SpawnHierarchyInput,
  ) => {
    const raw = await api.session()
    await raw.query('BEGIN')
    await raw.query(write, values)
    const spawning = spawn(input)
    await untilWaiting(api.pool)
    await raw.query(end)
    return spawning
  }
  const insert = 'INSERT INTO supervisors (id, parent_id, name) VALUES ($1, $2, $3)'
  const insertTeam = 'INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ($1, $2, $3)'
  const place = ['input', 'supervisors', '0']

  test('may take a name first', async () => {
    const first = randomUUID()
    const top = node('wanted by two', { children: [chain(['x', 'y'])], teams: [team('z')] })
    const values = [first, id('other'), top.name]
    expect(await spawnBeside(insert, values, 'COMMIT', { parentId: id('other'), supervisors: [top] })).toMatchObject({
      __typename: 'NameTakenError',
      path: [...place, 'name'],
      namesake: { id: first },
    })
  })

  test('may take an id first, at the top, below, or of a team', async () => {
    const [below, crew] = [node('below'), team('crew')]
    const top = node('top of taken', { children: [below], teams: [crew] })
    const input = { parentId: id('other'), supervisors: [top] }
    const cases: [sql: string, taken: string, place: string[]][] = [
      [insert, top.id, ['id']],
      [insert, below.id, ['children', '0', 'id']],
      [insertTeam, crew.id, ['teams', '0', 'id']],
    ]
    for (const [sql, taken, path] of cases) {
      expect(await spawnBeside(sql, [taken, id('other'), randomUUID()], 'COMMIT', input)).toMatchObject({
        __typename: 'ConflictError',
        path: [...place, ...path],
        current: { id: taken },
      })
      await api.pool.query(
        `WITH team AS (DELETE FROM supervisor_teams WHERE id = $1) DELETE FROM supervisors WHERE id = $1`,
        [taken],
      )
    }
    expect(await spawned(input)).toMatchObject({ created: 2 })
  })

  test('may give a team’s name to another team first', async () => {
    const top = node('has two teams')
    await spawned({ parentId: id('other'), supervisors: [top] })
    const first = randomUUID()
    const late = { ...top, teams: [team('a'), team('twice', { members: agents(1) })], children: [node('x')] }
    const input = { parentId: id('other'), supervisors: [late] }
    expect(await spawnBeside(insertTeam, [first, top.id, 'twice'], 'COMMIT', input)).toMatchObject({
      __typename: 'NameTakenError',
      path: [...place, 'teams', '1', 'name'],
      namesake: { id: first },
    })
  })

  test('may think again', async () => {
    const top = node('taken for a moment', {
      children: [chain(['x', 'y'])],
      teams: [team('z', { members: agents(2) })],
    })
    const input = { parentId: id('other'), supervisors: [top] }
    expect(await spawnBeside(insert, [top.id, id('other'), 'q'], 'ROLLBACK', input)).toMatchObject({ created: 3 })
  })

  test('may delete the parent', async () => {
    const gone = await givenTree(api.pool, 'gone')
    const input = { parentId: gone('gone'), supervisors: [chain(['x', 'y'])] }
    expect(await spawnBeside('DELETE FROM supervisors WHERE id = $1', [gone('gone')], 'COMMIT', input)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'parentId'],
      id: gone('gone'),
    })
  })
})

describe('a hierarchy is refused', () => {
  test('with NotFoundError where there is no such parent', async () => {
    const nobody = randomUUID()
    expect(await refused({ parentId: nobody, supervisors: [chain(['x', 'y'])] })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'parentId'],
      id: nobody,
    })
    const itself = node('itself')
    expect(await refused({ parentId: itself.id, supervisors: [itself] })).toMatchObject({ __typename: 'NotFoundError' })
  })

  test.each([
    ['broken', 'FAILED'],
    ['over', 'TERMINATED'],
  ])('with ParentUnavailableError where the parent, %s, is %s', async (parent, status) => {
    expect(await refused({ parentId: id(parent), supervisors: [node('x')] })).toMatchObject({
      __typename: 'ParentUnavailableError',
      path: ['input', 'parentId'],
      supervisor: { id: id(parent), status },
    })
  })

  test('with ParentUnavailableError where a supervisor that is there is FAILED, and a child or a team is new', async () => {
    const failed = node('will fail')
    const input = (more: Partial<SpawnNodeInput>) => ({
      parentId: id('other'),
      supervisors: [node('not made'), { ...failed, ...more }],
    })
    await spawned({ parentId: id('other'), supervisors: [failed] })
    await api.pool.query(`UPDATE supervisors SET status = 'FAILED' WHERE id = $1`, [failed.id])
    expect(await refused(input({ children: [node('x')] }))).toMatchObject({
      __typename: 'ParentUnavailableError',
      path: ['input', 'supervisors', '1', 'children', '0'],
      supervisor: { id: failed.id, status: 'FAILED' },
    })
    expect(await refused(input({ teams: [team('x')] }))).toMatchObject({
      __typename: 'ParentUnavailableError',
      path: ['input', 'supervisors', '1', 'teams', '0'],
    })
  })

  test('with NameTakenError where a live sibling has the name', async () => {
    expect(await refused({ parentId: id('root'), supervisors: [node('x'), node('held')] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '1', 'name'],
      name: 'held',
      namesake: { id: id('held') },
    })
    expect(await refused({ supervisors: [node('root')] })).toMatchObject({ namesake: { id: id('root') } })
  })

  test('with NameTakenError where what is there has such a child, or such a team', async () => {
    const [top, child, crew] = [node('names below'), node('child'), team('crew')]
    await spawned({ supervisors: [{ ...top, children: [child], teams: [crew] }] })
    expect(await refused({ supervisors: [{ ...top, children: [node('x'), node('child')] }] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'children', '1', 'name'],
      namesake: { id: child.id },
    })
    expect(await refused({ supervisors: [{ ...top, teams: [team('x'), team('crew')] }] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'teams', '1', 'name'],
      name: 'crew',
      namesake: { id: crew.id },
    })
  })

  test('with NameTakenError where the input itself has a name twice', async () => {
    expect(
      await refused({ supervisors: [node('x', { children: [node('twice'), node('y'), node('twice')] })] }),
    ).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'children', '2', 'name'],
      name: 'twice',
      namesake: null,
    })
    expect(await refused({ supervisors: [node('x', { teams: [team('twice'), team('twice')] })] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'teams', '1', 'name'],
      namesake: null,
    })
  })

  test('with LevelLimitError where its deepest would be too deep', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `level ${i + 1}`)
    const deep = (below: readonly string[]) => ({ parentId: id('root'), supervisors: [node('flat'), chain(below)] })
    expect(await refused(deep([...names, 'level 11']))).toMatchObject({
      __typename: 'LevelLimitError',
      path: ['input', 'supervisors', '1', ...Array.from({ length: 10 }, () => ['children', '0']).flat()],
      limit: 10,
      actual: 11,
    })
    expect(await spawned(deep(names))).toMatchObject({ created: 11 })
  })

  test('with ConflictError where an id was taken by other input, or by somebody else', async () => {
    const [top, child, crew] = [node('taken ids'), node('child'), team('crew', { members: agents(1) })]
    const whole = { ...top, children: [child], teams: [crew] }
    await spawned({ supervisors: [whole] })
    const supervisors = ['input', 'supervisors']
    const cases: [SpawnHierarchyInput, string[], string][] = [
      [{ supervisors: [node('x'), { ...whole, config: { new: 1 } }] }, [...supervisors, '1', 'id'], top.id],
      [{ parentId: id('other'), supervisors: [whole] }, [...supervisors, '0', 'id'], top.id],
      [
        { supervisors: [{ ...whole, children: [{ ...child, name: 'Child' }] }] },
        [...supervisors, '0', 'children', '0', 'id'],
        child.id,
      ],
      [
        { supervisors: [{ ...whole, teams: [{ ...crew, members: [] }] }] },
        [...supervisors, '0', 'teams', '0', 'id'],
        crew.id,
      ],
      [{ supervisors: [node('x', { id: id('held') })] }, [...supervisors, '0', 'id'], id('held')],
    ]
    for (const [input, path, taken] of cases)
      expect(await refused(input)).toMatchObject({ __typename: 'ConflictError', path, current: { id: taken } })
  })

  test('with AlreadyMemberError where a team names an agent twice, in whatever case', async () => {
    const agentId = randomUUID()
    const crew = team('crew', { members: [{ agentId }, ...agents(1), { agentId: agentId.toUpperCase() }] })
    expect(await refused({ supervisors: [node('x', { teams: [team('fine'), crew] })] })).toMatchObject({
      __typename: 'AlreadyMemberError',
      path: ['input', 'supervisors', '0', 'teams', '1', 'members', '2', 'agentId'],
      memberships: [],
    })
  })

  test('with LimitExceededError above a thousand supervisors, or members of a team', async () => {
    const many = Array.from({ length: 500 }, (_, i) => node(`n ${i}`, { children: [node('below')] }))
    expect(await refused({ supervisors: [...many, node('1,001')] })).toMatchObject({
      __typename: 'LimitExceededError',
      path: ['input', 'supervisors'],
      limit: 1_000,
      actual: 1_001,
    })
    expect(
      await refused({ supervisors: [node('x', { teams: [team('crew', { members: agents(1_001) })] })] }),
    ).toMatchObject({
      __typename: 'LimitExceededError',
      path: ['input', 'supervisors', '0', 'teams', '0', 'members'],
      limit: 1_000,
      actual: 1_001,
    })
  })

  test('with ValidationError that names the place', async () => {
    const repeated = randomUUID()
    const cases: [SpawnNodeInput[], string[]][] = [
      [
        [node('x'), node(' ')],
        ['1', 'name'],
      ],
      [[node('x', { id: 'no UUID' })], ['0', 'id']],
      [[node('x', { children: [node('y', { config: [] })] })], ['0', 'children', '0', 'config']],
      [[node('x', { teams: [team('y', { objective: 'nul \0' })] })], ['0', 'teams', '0', 'objective']],
      [
        [node('x', { teams: [team('y', { members: [{ agentId: 'no' }] })] })],
        ['0', 'teams', '0', 'members', '0', 'agentId'],
      ],
      [[node('x', { policyVersionId: '1' })], ['0', 'policyVersionId']],
      [
        [node('x', { id: repeated }), node('y', { children: [node('z', { id: repeated.toUpperCase() })] })],
        ['1', 'children', '0', 'id'],
      ],
      [
        [node('x', { teams: [team('y', { id: repeated })] }), node('z', { teams: [team('y', { id: repeated })] })],
        ['1', 'teams', '0', 'id'],
      ],
    ]
    for (const [supervisors, path] of cases)
      expect(await refused({ parentId: randomUUID(), supervisors })).toMatchObject({
        __typename: 'ValidationError',
        path: ['input', 'supervisors', ...path],
      })
    expect(await refused({ parentId: 'no', supervisors: [] })).toMatchObject({ path: ['input', 'parentId'] })
  })

  test('where it is nested more deeply than any hierarchy can be, however deeply', async () => {
    const nested = (levels: number): string => {
      const nodes = Array.from({ length: levels }, () => `[{"id":"${randomUUID()}","name":"x"`)
      const input = `{"supervisors":${nodes.join(',"children":')}${'}]'.repeat(levels)}}`
      return `{"query":${JSON.stringify(String(spawnDocument))},"variables":{"input":${input}}}`
    }
    expect(await rawPost(nested(102))).toMatchObject({
      data: {
        spawnHierarchy: { __typename: 'LevelLimitError', path: ['input', 'supervisors'], limit: 100, actual: 101 },
      },
    })
    expect(await rawPost(nested(1_001))).toMatchObject({
      data: { spawnHierarchy: { __typename: 'LimitExceededError', limit: 1_000, actual: 1_001 } },
    })
    expect(await rawPost(nested(50_000))).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  })
})

describe('a viewer', () => {
  const spawnAs = async (viewer: Partial<Viewer>, input: SpawnHierarchyInput) =>
    (await execute(viewer, spawnDocument, { input })).data.spawnHierarchy

  test.each(['READ', 'REPORT'] as const)('of the role %s is refused with ForbiddenError', async (role) => {
    const before = await dumpTables(api.pool)
    expect(await spawnAs({ role }, { parentId: 'no UUID', supervisors: [] })).toMatchObject({
      __typename: 'ForbiddenError',
      code: 'FORBIDDEN',
    })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('of a subtree adds within it, and finds no parent outside', async () => {
    const mine = await givenTree(api.pool, 'above > [mine > sub, theirs]')
    const viewer: Partial<Viewer> = { role: 'OPERATE', within: mine('mine') }
    const own = { parentId: mine('sub'), supervisors: [node('own', { teams: [team('t', { members: agents(1) })] })] }
    expect(await spawnAs(viewer, own)).toMatchObject({ created: 1 })
    expect(await spawnAs(viewer, own)).toMatchObject({ created: 0, existing: 1 })

    const before = await dumpTables(api.pool)
    for (const parentId of [mine('above'), mine('theirs'), null])
      expect(await spawnAs(viewer, { parentId, supervisors: [node('x')] })).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'parentId'],
        id: parentId ?? 'null',
      })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('of a subtree is not told what has an id, or a name, outside', async () => {
    const mine = await givenTree(api.pool, 'outer > [inside > below, outside > far]')
    const viewer: Partial<Viewer> = { role: 'OPERATE', within: mine('inside') }
    const taken = await givenTeam(api.pool, mine('far'), 'taken')
    await givenMember(api.pool, taken, randomUUID())
    const [left, leftTeam] = [node('left'), team('left')]
    await spawned({ parentId: mine('outside'), supervisors: [{ ...left, teams: [leftTeam] }] })
    const hidden = { __typename: 'ConflictError', current: null }
    const before = await dumpTables(api.pool)
    const below = (each: SpawnNodeInput) => spawnAs(viewer, { parentId: mine('below'), supervisors: [each] })
    expect(await below(node('far', { id: mine('far') }))).toMatchObject(hidden)
    expect(await below(node('x', { teams: [team('x', { id: taken })] }))).toMatchObject(hidden)
    // the very input that made it, which lies outside
    expect(await spawnAs(viewer, { parentId: mine('outside'), supervisors: [left] })).toMatchObject(hidden)
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})

test('a hierarchy may have a thousand supervisors, with teams and members', async () => {
  const branch = (i: number): SpawnNodeInput =>
    node(`branch ${i}`, {
      config: { heartbeat_interval: 30, model: 'orion-large', budget: { currency: 'USD', daily: 100 } },
      teams: [team('day', { members: agents(5) }), team('night', { members: agents(5) })],
      children: i < 111 ? Array.from({ length: 8 }, (_, j) => branch(1_000 + i * 8 + j)) : [],
    })
  const top = node('thousand', { children: Array.from({ length: 111 }, (_, i) => branch(i)) })
  const input = { supervisors: [top] }
  const size = Buffer.byteLength(JSON.stringify({ query: String(spawnDocument), variables: { input } }))
  const started = performance.now()
  const result = await spawned(input)
  console.info(
    `spawnHierarchy: ${result.created} supervisors, 1,998 teams, 9,990 members: ${size} bytes, ${Math.round(performance.now() - started)} ms`,
  )
  expect(result).toMatchObject({ created: 1_000, existing: 0 })
  const again = performance.now()
  expect(await spawned(input)).toMatchObject({ created: 0, existing: 1_000 })
  console.info(`spawnHierarchy: the same again: ${Math.round(performance.now() - again)} ms`)
})
