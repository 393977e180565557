import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { TypedDocumentString } from '../generated/graphql.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { untilBlocked } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'

/** What a caller that is limited to a subtree could learn about the rest of the hierarchy: each test covers one leak. */

const api = withApi()
const execute = withViewer(api)
let id: IdOf
let teams: Record<'inside' | 'outside', string>
let members: Record<'inside' | 'outside', string>

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [above > [mine > [a > [b > c, d], e:TERMINATED], sibling], theirs], other')
  const insideTeam = await givenTeam(api.pool, id('a'), 'inside')
  const outsideTeam = await givenTeam(api.pool, id('theirs'), 'outside')
  teams = { inside: insideTeam, outside: outsideTeam }
  members = {
    inside: await givenMember(api.pool, insideTeam, randomUUID()),
    outside: await givenMember(api.pool, outsideTeam, randomUUID()),
  }
})

/** Reads as a caller that is limited to the subtree of `mine`. */
async function read(query: string, variables: object = {}, viewer: object = {}) {
  const document = new TypedDocumentString<Record<string, never>, object>(query)
  const { data, errors } = await execute({ within: id('mine'), ...viewer }, document, variables)
  expect(errors).toBe(undefined)
  return data as unknown
}
const listed = (filter: object) =>
  read(
    'query ($filter: SupervisorFilter) { supervisors(filter: $filter, orderBy: { field: NAME }) { totalCount nodes { name } } }',
    { filter },
  )
const names = (...nodes: string[]) => ({
  supervisors: { totalCount: nodes.length, nodes: nodes.map((name) => ({ name })) },
})

test('levels count from the top of the subtree', async () => {
  expect(
    await read('query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Supervisor { hierarchyLevel } } }', {
      ids: ['mine', 'a', 'c'].map(id),
    }),
  ).toEqual({ nodes: [0, 1, 3].map((hierarchyLevel) => ({ hierarchyLevel })) })
})

test('filters by level count from the top of the subtree', async () => {
  expect(await listed({ maxLevel: 0 })).toEqual(names('mine'))
  expect(await listed({ minLevel: 2, maxLevel: 2 })).toEqual(names('b', 'd'))
  expect(await listed({ minLevel: 2_147_483_647 })).toEqual(names())
  expect(await listed({ maxLevel: -2_147_483_648 })).toEqual(names())
})

test('stats.maxLevel counts from the top of the subtree', async () => {
  const document =
    'query ($within: ID!) { stats(within: $within) { maxLevel } supervisor(id: $within) { stats { maxLevel } } }'
  expect(await read(document, { within: id('mine') })).toEqual({
    stats: { maxLevel: 3 },
    supervisor: { stats: { maxLevel: 3 } },
  })
  expect(await read(document, { within: id('b') })).toMatchObject({ stats: { maxLevel: 3 } })
  expect(await read(document, { within: id('root') })).toEqual({ stats: { maxLevel: 0 }, supervisor: null })
})

test('the top of the subtree counts as a root', async () => {
  expect(await listed({ rootsOnly: true })).toEqual(names('mine'))
})

test('filters by an ancestor, a sibling or another tree find what an unknown id finds', async () => {
  for (const outer of [...['root', 'above', 'sibling', 'theirs', 'other'].map(id), randomUUID()]) {
    expect(await listed({ within: outer })).toEqual(names())
    expect(await listed({ parentId: outer })).toEqual(names())
    expect(await listed({ within: outer, includeTerminated: true, maxLevel: 9 })).toEqual(names())
  }
  expect(await listed({ within: id('b') })).toEqual(names('b', 'c'))
  expect(await listed({ parentId: id('mine') })).toEqual(names('a'))
})

describe('cursors of descendants', () => {
  const page = `query ($of: ID!, $after: String, $before: String, $first: Int, $last: Int) {
    supervisor(id: $of) { descendants(first: $first, after: $after, last: $last, before: $before) { edges { cursor node { name } } } }
  }`
  interface Page {
    supervisor: { descendants: { edges: { cursor: string; node: { name: string } }[] } }
  }
  const edgesOf = async (variables: object, viewer: object = {}) =>
    ((await read(page, variables, viewer)) as Page).supervisor.descendants.edges
  const cursorOf = async (name: string) => {
    const edge = (await edgesOf({ of: id('mine') })).find(({ node }) => node.name === name)
    return edge?.cursor ?? ''
  }

  test('name no supervisor above the list', async () => {
    const text = Buffer.from(await cursorOf('c'), 'base64url').toString()
    expect(text).toContain(id('c'))
    for (const outer of ['root', 'above', 'mine']) expect(text).not.toContain(id(outer))
  })

  test('are valid for every caller that sees the list, and after a move of its owner', async () => {
    const all = (await edgesOf({ of: id('mine') })).map(({ node }) => node.name)
    const after = await cursorOf('a')
    const rest = async (viewer: object = {}) =>
      (await edgesOf({ of: id('mine'), after }, viewer)).map(({ node }) => node.name)
    expect(await rest()).toEqual(all.slice(1))
    expect(await rest({ within: null })).toEqual(all.slice(1))
    await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('mine'), id('other')])
    expect(await rest()).toEqual(all.slice(1))
    await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('mine'), id('above')])
    const before = await cursorOf(all.at(-1) ?? '')
    expect((await edgesOf({ of: id('mine'), last: 9, before })).map(({ node }) => node.name)).toEqual(all.slice(0, -1))
  })
})

test('an object outside takes the same statements as an unknown id', async () => {
  const document = `query ($id: ID!) { supervisor(id: $id) { name } team(id: $id) { name } node(id: $id) { id }
    supervisors(filter: { within: $id }) { totalCount } stats(within: $id) { supervisors } events(within: $id) { totalCount } }`
  const statementsFor = async (of: string) => {
    api.statements.length = 0
    expect(await read(document, { id: of })).toMatchObject({ supervisor: null, team: null, node: null })
    return api.statements.toSorted()
  }
  const unknown = await statementsFor(randomUUID())
  for (const outer of [id('root'), id('theirs'), teams.outside, members.outside])
    expect(await statementsFor(outer)).toEqual(unknown)
})

describe('allowedActions', () => {
  const document = `query ($id: ID!, $team: ID!) { supervisor(id: $id) { allowedActions } team(id: $team) { allowedActions } }`
  const allowed = (name: string, viewer: object = {}) => read(document, { id: id(name), team: teams.inside }, viewer)

  test('are empty for a caller whose role is too low', async () => {
    for (const role of ['READ', 'REPORT'])
      expect(await allowed('a', { role })).toEqual({ supervisor: { allowedActions: [] }, team: { allowedActions: [] } })
    expect(await allowed('a', { role: 'OPERATE' })).toMatchObject({
      supervisor: { allowedActions: expect.arrayContaining(['MOVE', 'TERMINATE']) as unknown },
      team: { allowedActions: ['UPDATE', 'DELETE', 'ADD_MEMBER'] },
    })
  })

  test("do not offer to move the top of the caller's subtree", async () => {
    const { supervisor } = (await allowed('mine')) as { supervisor: { allowedActions: string[] } }
    expect(supervisor.allowedActions).not.toContain('MOVE')
    expect(supervisor.allowedActions).toContain('TERMINATE')
    expect(await allowed('mine', { within: null })).toMatchObject({
      supervisor: { allowedActions: expect.arrayContaining(['MOVE']) as unknown },
    })
  })
})

test('the reason of a restart names a policy only if the caller can see its supervisor', async () => {
  const reasonFor = (of: string) => `restarted by the policy of ${id(of)}: one_for_all, 2 of 5 restarts within 60 s`
  const document = 'query ($id: ID!) { supervisor(id: $id) { statusReason } }'
  const setReason = (reason: string) =>
    api.pool.query('UPDATE supervisors SET status_reason = $2 WHERE id = $1', [id('b'), reason])
  await setReason(reasonFor('above'))
  const hidden = { supervisor: { statusReason: 'restarted by the policy of a supervisor outside the subtree' } }
  expect(await read(document, { id: id('b') })).toEqual(hidden)
  expect(await read(document, { id: id('b') }, { within: null })).toEqual({
    supervisor: { statusReason: reasonFor('above') },
  })
  await setReason(reasonFor('a'))
  expect(await read(document, { id: id('b') })).toEqual({ supervisor: { statusReason: reasonFor('a') } })
})

test('a caller that is limited to a deleted supervisor sees nothing, not even its past', async () => {
  const gone = await givenTree(api.pool, 'keeper > gone')
  await api.pool.query('DELETE FROM supervisors WHERE id = $1', [gone('gone')])
  const document = `query ($id: ID!) { supervisor(id: $id) { name } supervisors { totalCount } stats { supervisors }
    events { totalCount } viewer { withinId within { name } } }`
  expect(await read(document, { id: gone('gone') }, { within: gone('gone') })).toEqual({
    supervisor: null,
    supervisors: { totalCount: 0 },
    stats: { supervisors: 0 },
    events: { totalCount: 0 },
    viewer: { withinId: gone('gone'), within: null },
  })
})

test('a caller keeps its subtree when its top moves or is terminated', async () => {
  const tree = await givenTree(api.pool, 'left > top > child, right')
  const document =
    'query ($id: ID!) { supervisor(id: $id) { name hierarchyLevel parent { name } } stats(maxAgeSeconds: 0) { maxLevel } }'
  const seen = () => read(document, { id: tree('child') }, { within: tree('top') })
  const before = await seen()
  await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [tree('top'), tree('right')])
  expect(await seen()).toEqual(before)
  await api.pool.query('UPDATE supervisors SET parent_id = NULL WHERE id = $1', [tree('top')])
  expect(await seen()).toEqual(before)
  await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id = ANY ($1)`, [
    [tree('child'), tree('top')],
  ])
  expect(await seen()).toEqual({ ...(before as object), stats: { maxLevel: 0 } })
})

test('stats of an id outside are empty, whichever ids exist', async () => {
  const nil = '00000000-0000-0000-0000-000000000000'
  await api.pool.query(`INSERT INTO supervisors (id, name) VALUES ($1, 'nil')`, [nil])
  await givenTeam(api.pool, nil, 'team')
  const document = 'query ($within: ID!) { stats(within: $within) { supervisors teams } }'
  for (const within of [id('theirs'), nil, randomUUID()])
    expect(await read(document, { within })).toEqual({ stats: { supervisors: 0, teams: 0 } })
})

test('the status of the top takes the same statements whether or not it is a root', async () => {
  const tree = await givenTree(api.pool, 'single, outer > [below, paused:PAUSED > waiting]')
  const statementsFor = async (top: string) => {
    api.statements.length = 0
    await read(
      'query ($id: ID!) { supervisor(id: $id) { effectiveStatus blockedBy { name } } }',
      { id: tree(top) },
      { within: tree(top) },
    )
    return api.statements.toSorted()
  }
  const root = await statementsFor('single')
  expect(await statementsFor('below')).toEqual(root)
  expect(await statementsFor('waiting')).toEqual(root)
})

test('a team that leaves the subtree while a request runs is not loaded any more', async () => {
  const tree = await givenTree(api.pool, 'top > leaving, elsewhere')
  const team = await givenTeam(api.pool, tree('leaving'), 'leaving')
  await givenMember(api.pool, team, randomUUID())
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisor_team_members IN ACCESS EXCLUSIVE MODE')
  await holder.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [tree('leaving'), tree('elsewhere')])
  const document = new TypedDocumentString<unknown, object>(
    'query ($id: ID!) { team(id: $id) { members { nodes { team { name } } } } }',
  )
  const reading = execute({ within: tree('top') }, document, { id: team })
  await untilBlocked(api.pool, holder)
  await holder.query('COMMIT')
  const { errors } = await reading
  expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['NOT_FOUND'])
})
