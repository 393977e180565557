import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { TypedDocumentString } from '../generated/graphql.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { untilBlocked } from '../support/database/untilBlocked.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'

/** What the errors of mutations could disclose about the rest of the hierarchy. Each test covers one leak. */

const api = withApi()
const execute = withViewer(api)
let id: IdOf

beforeEach(async () => {
  await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE')
  id = await givenTree(api.pool, 'root > [above > [mine > [a > b], sibling], theirs], other')
})

interface Result {
  __typename: string
  message?: string
  [field: string]: unknown
}

/** Runs a mutation as a caller that is limited to the subtree of `mine`, and returns its payload or error. */
async function run(mutation: string, input: object, viewer: object = {}): Promise<Result> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const document = new TypedDocumentString<{ result: Result }, object>(`mutation ($input: ${type}Input!) {
    result: ${mutation}(input: $input) { __typename ... on Error { message code }
      ${mutation === 'spawnSupervisor' || mutation === 'moveSupervisor' ? '... on LevelLimitError { limit actual }' : ''}
      ${mutation === 'moveSupervisor' ? '... on MoveSupervisorPayload { changed movedCount }' : ''}
      ${mutation === 'spawnSupervisor' ? '... on SpawnSupervisorPayload { created } ... on ConflictError { current { id } }' : ''}
      ${mutation === 'updateSupervisor' ? '... on NameTakenError { name existing { id } }' : ''}
    } }`)
  const { data, errors } = await execute({ within: id('mine'), ...viewer }, document, { input })
  expect(errors).toBe(undefined)
  return data.result
}
/** Runs a mutation that must change nothing. */
async function refused(mutation: string, input: object): Promise<Result> {
  const before = await dumpTables(api.pool)
  const result = await run(mutation, input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
const setMaxLevel = (level: number) => api.pool.query('UPDATE hierarchy_settings SET max_level = $1', [level])

test('a move of the top to the root changes nothing', async () => {
  expect(await refused('moveSupervisor', { id: id('mine'), parentId: null })).toMatchObject({ changed: false })
})

test('a move of the top below its parent returns the same error as for an unknown id', async () => {
  for (const outer of [...['above', 'root', 'sibling'].map(id), randomUUID()])
    expect(await refused('moveSupervisor', { id: id('mine'), parentId: outer })).toEqual({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      message: `Supervisor ${outer} not found. Check input.parentId.`,
    })
})

test('an error for the name of a sibling of the top states only that the name is taken', async () => {
  expect(await refused('updateSupervisor', { id: id('mine'), name: 'sibling' })).toEqual({
    __typename: 'NameTakenError',
    code: 'NAME_TAKEN',
    name: 'sibling',
    existing: null,
    message: 'Name "sibling" is already used by a live supervisor with the same parent. Choose another name.',
  })
  expect(await run('updateSupervisor', { id: id('mine'), name: 'free' })).toMatchObject({
    __typename: 'UpdateSupervisorPayload',
  })
})

test('REPARENT of the top is refused before anything outside is read', async () => {
  await api.pool.query(`UPDATE supervisors SET name = 'a' WHERE id = $1`, [id('sibling')])
  expect(await refused('terminateSupervisor', { id: id('mine'), childPolicy: 'REPARENT' })).toEqual({
    __typename: 'ValidationError',
    code: 'VALIDATION',
    message: `input.childPolicy: expected REJECT or CASCADE, got REPARENT. The caller can see only the subtree of ${id('mine')}.`,
  })
})

test('a policy outside decides about a failure of the top, and the caller does not see the decision', async () => {
  const policy = { restart: { strategy: 'one_for_all', max_restarts: 3, within_seconds: 60, stagger_seconds: 0 } }
  await api.pool.query('UPDATE supervisors SET config = $2 WHERE id = $1', [id('above'), policy])
  expect(await run('failSupervisor', { id: id('mine'), reason: 'disk full' })).toMatchObject({
    __typename: 'FailSupervisorPayload',
  })
  const { rows } = await api.pool.query(
    'SELECT type FROM supervisor_events WHERE supervisor_id = $1 ORDER BY sequence',
    [id('above')],
  )
  expect(rows.at(-1)).toEqual({ type: 'CHILD_FAILED' })
  const document = new TypedDocumentString<{ events: { nodes: object[] } }, object>(
    '{ events(first: 1) { nodes { type supervisorId reason causedBy } } }',
  )
  const { data } = await execute({ within: id('mine') }, document)
  expect(data.events.nodes).toEqual([
    { type: 'SUPERVISOR_STATUS_CHANGED', supervisorId: id('mine'), reason: 'disk full', causedBy: null },
  ])
})

test('level limits count from the top of the subtree', async () => {
  await setMaxLevel(4)
  try {
    expect(await refused('spawnSupervisor', { name: 'x', parentId: id('b') })).toMatchObject({
      __typename: 'LevelLimitError',
      limit: 2,
      actual: 3,
      message: 'Level 3 exceeds the maximum level 2. Choose a parent supervisor closer to the root.',
    })
    const c = await run('spawnSupervisor', { name: 'c', parentId: id('mine'), id: randomUUID() })
    expect(c).toMatchObject({ created: true })
    const { rows } = await api.pool.query<{ id: string }>(`SELECT id FROM supervisors WHERE name = 'c'`)
    expect(await refused('moveSupervisor', { id: id('a'), parentId: rows[0]?.id })).toMatchObject({
      limit: 2,
      actual: 3,
    })
    const nested = { id: randomUUID(), name: 'x', children: [{ id: randomUUID(), name: 'y' }] }
    expect(await refused('spawnHierarchy', { parentId: id('b'), supervisors: [nested] })).toMatchObject({
      message:
        'input.supervisors.0.children.0: Level 4 exceeds the maximum level 2. Choose a parent supervisor closer to the root.',
    })
  } finally {
    await setMaxLevel(10)
  }
})

test('a repeated spawn of the top does not confirm its parent', async () => {
  const spawned = { id: randomUUID(), name: 'spawned', parentId: id('above') }
  expect(await run('spawnSupervisor', spawned, { within: null })).toMatchObject({ created: true })
  for (const parentId of [id('above'), id('theirs')])
    expect(await run('spawnSupervisor', { ...spawned, parentId }, { within: spawned.id })).toMatchObject({
      __typename: 'ConflictError',
      current: { id: spawned.id },
    })
  const nested = { parentId: id('above'), supervisors: [{ id: spawned.id, name: 'spawned' }] }
  expect(await run('spawnHierarchy', nested, { within: spawned.id })).toMatchObject({ __typename: 'ConflictError' })
  expect(await run('spawnHierarchy', nested, { within: null })).toMatchObject({ __typename: 'SpawnHierarchyPayload' })
})

test('rows outside the subtree are neither locked nor waited for', async () => {
  const team = await givenTeam(api.pool, id('theirs'), 'outside')
  const member = await givenMember(api.pool, team, randomUUID())
  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query('SELECT FROM supervisors WHERE id = $1 FOR UPDATE', [id('theirs')])
  await holder.query('SELECT FROM supervisor_teams WHERE id = $1 FOR UPDATE', [team])
  await holder.query('SELECT FROM supervisor_team_members WHERE id = $1 FOR UPDATE', [member])
  try {
    const notFound = { __typename: 'NotFoundError' }
    expect(await run('updateSupervisor', { id: id('theirs'), name: 'x' })).toMatchObject(notFound)
    expect(await run('updateTeam', { id: team, name: 'x' })).toMatchObject(notFound)
    expect(await run('deleteTeam', { id: team })).toMatchObject(notFound)
    expect(await run('addTeamMember', { teamId: team, agentId: randomUUID() })).toMatchObject(notFound)
    expect(await run('updateTeamMember', { id: member, role: 'x' })).toMatchObject(notFound)
  } finally {
    await holder.query('ROLLBACK')
  }
})

test('a repeated spawn does not tell whether an object was spawned as a root, or below a supervisor that is gone', async () => {
  const gone = randomUUID()
  await api.pool.query(`INSERT INTO supervisors (id, name) VALUES ($1, 'gone')`, [gone])
  for (const parentId of [null, gone]) {
    const spawned = { id: randomUUID(), name: 'spawned', parentId }
    expect(await run('spawnSupervisor', spawned, { within: null })).toMatchObject({ created: true })
    await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [spawned.id, id('mine')])
    if (parentId) await api.pool.query('DELETE FROM supervisors WHERE id = $1', [parentId])
    const conflict = { __typename: 'ConflictError' }
    expect(await refused('spawnSupervisor', spawned)).toMatchObject(conflict)
    const hierarchy = { parentId, supervisors: [{ id: spawned.id, name: 'spawned' }] }
    expect(await refused('spawnHierarchy', hierarchy)).toMatchObject(conflict)
    expect(await run('spawnSupervisor', spawned, { within: null })).toMatchObject({ created: false })
    const below = { id: gone, name: 'again', children: [{ id: spawned.id, name: 'spawned' }] }
    expect(await refused('spawnHierarchy', { parentId: id('mine'), supervisors: [below] })).toMatchObject(conflict)
    await api.pool.query('DELETE FROM supervisors WHERE id = $1', [spawned.id])
  }
})

test('a repeat of the creation of a team does not confirm an outer supervisor', async () => {
  const team = { id: randomUUID(), supervisorId: id('theirs'), name: 'team' }
  expect(await run('createTeam', team, { within: null })).toMatchObject({ __typename: 'CreateTeamPayload' })
  await api.pool.query('UPDATE supervisor_teams SET supervisor_id = $2 WHERE id = $1', [team.id, id('a')])
  for (const supervisorId of [id('theirs'), id('sibling'), randomUUID()])
    expect(await refused('createTeam', { ...team, supervisorId })).toMatchObject({ __typename: 'ConflictError' })
  expect(await run('createTeam', team, { within: null })).toMatchObject({ __typename: 'CreateTeamPayload' })
})

test('rows of a supervisor that leaves the subtree meanwhile are not changed', async () => {
  const team = await givenTeam(api.pool, id('a'), 'leaving')
  const member = await givenMember(api.pool, team, randomUUID())
  const changes: [string, object][] = [
    ['updateTeam', { id: team, name: 'x' }],
    ['updateTeamMember', { id: member, role: 'x' }],
    ['removeTeamMember', { id: member }],
    ['deleteTeam', { id: team, endMemberships: true }],
    ['updateSupervisor', { id: id('a'), description: 'x' }],
  ]
  for (const [mutation, input] of changes) {
    const holder = await api.session()
    await holder.query('BEGIN')
    await holder.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('theirs')])
    const running = run(mutation, input)
    await untilBlocked(api.pool, holder)
    await holder.query('COMMIT')
    expect(await running).toMatchObject({ __typename: 'NotFoundError' })
    await api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('mine')])
  }
})

test('a heartbeat does not make a supervisor ACTIVE that leaves the subtree meanwhile', async () => {
  await api.pool.query(`UPDATE supervisors SET status = 'SPAWNING' WHERE id = $1`, [id('b')])
  const statusOfB = async () =>
    (await api.pool.query<{ status: string }>('SELECT status FROM supervisors WHERE id = $1', [id('b')])).rows[0]
      ?.status
  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query('SELECT lock_hierarchy(true)') // the heartbeat is recorded, and waits to make the supervisor ACTIVE
  const running = run('heartbeat', { supervisorId: id('b') }, { role: 'REPORT' })
  await untilBlocked(api.pool, holder)
  await holder.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('b'), id('theirs')])
  await holder.query('COMMIT')
  expect(await running).toMatchObject({ __typename: 'HeartbeatPayload' })
  expect(await statusOfB()).toBe('SPAWNING')
  expect(await run('heartbeat', { supervisorId: id('b') })).toMatchObject({ __typename: 'NotFoundError' })
  expect(await run('heartbeat', { supervisorId: id('b') }, { within: id('theirs') })).toMatchObject({
    __typename: 'HeartbeatPayload',
  })
  expect(await statusOfB()).toBe('ACTIVE')
})
