import { randomUUID } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withFleets } from '../../support/api/withFleets.ts'
import { verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'

const api = withApi()
const fleets = withFleets(api)
verifyEventLogAfterEach(api)
beforeEach(() => api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts CASCADE'))

const [ann, bob, cyd] = [randomUUID(), randomUUID(), randomUUID()]
const first = {
  supervisors: [
    { key: 'a', name: 'a', description: 'top', config: { k: 1 } },
    {
      key: 'b',
      name: 'b',
      parentKey: 'a',
      teams: [{ key: 't', name: 't', members: [{ agentId: ann }, { agentId: bob }] }],
    },
    { key: 'c', name: 'c', parentKey: 'b' },
  ],
}

test('creates what is missing, and a repetition changes nothing', async () => {
  expect(await fleets.plan(first)).toEqual(['CREATE a', 'CREATE b', 'CREATE c'])
  expect(await fleets.tree()).toEqual({})
  const applied = await fleets.applied(first)
  expect([applied.changed, applied.changes.map(({ teams, members }) => [teams, members])]).toEqual([
    true,
    [
      [0, 0],
      [1, 2],
      [0, 0],
    ],
  ])
  expect(await fleets.tree()).toEqual({ a: null, b: 'a', c: 'b' })
  expect(await fleets.applied(first)).toMatchObject({ changed: false, changes: [] })
})

test('shows the owner of a supervisor and of a team, and filters by fleet, key and path', async () => {
  await fleets.applied(first)
  const document = graphql(`
    query OwnedSupervisors($filter: SupervisorFilter) {
      supervisors(filter: $filter) {
        nodes {
          name
          fleet {
            name
            key
          }
          teams {
            nodes {
              fleetKey
            }
          }
        }
      }
    }
  `)
  const list = async (filter: object) => (await api.data(document, { filter })).supervisors.nodes
  expect(await list({ key: 'b', fleet: 'fleet' })).toEqual([
    { name: 'b', fleet: { name: 'fleet', key: 'b' }, teams: { nodes: [{ fleetKey: 't' }] } },
  ])
  expect((await list({ fleet: 'fleet' })).map(({ name }) => name).sort()).toEqual(['a', 'b', 'c'])
  expect((await list({ path: 'a/b/c' })).map(({ name }) => name)).toEqual(['c'])
  expect(await list({ path: 'a/c' })).toEqual([])
  expect(await list({ fleet: 'other' })).toEqual([])
})

test('changes exactly what differs, and says what it was', async () => {
  await fleets.applied(first)
  const changed = await fleets.applied({
    supervisors: [
      { key: 'a', name: 'a', description: null, config: { k: 1 } },
      {
        key: 'b',
        name: 'bee',
        parentKey: 'a',
        teams: [{ key: 't', name: 't', members: [{ agentId: bob, role: 'LEAD' }, { agentId: cyd }] }],
      },
      { key: 'c', name: 'c', parentKey: 'a' },
    ],
  })
  expect(changed.changes.map(({ kind, object, key, before, after }) => [kind, object, key, before, after])).toEqual([
    ['UPDATE', 'SUPERVISOR', 'a', { description: 'top' }, { description: null }],
    ['RENAME', 'SUPERVISOR', 'b', { name: 'b' }, { name: 'bee' }],
    ['CREATE', 'MEMBER', 'b', null, { role: 'MEMBER', metadata: {} }],
    ['UPDATE', 'MEMBER', 'b', { role: 'MEMBER' }, { role: 'LEAD' }],
    ['REMOVE', 'MEMBER', 'b', null, null],
    ['MOVE', 'SUPERVISOR', 'c', { parentId: expect.any(String) as string }, { parentId: expect.any(String) as string }],
  ])
  expect(await fleets.tree()).toEqual({ a: null, bee: 'a', c: 'a' })
})

test('swaps names and places, also with a new supervisor in between', async () => {
  await fleets.applied(first)
  const next = {
    supervisors: [
      { key: 'c', name: 'a' },
      { key: 'new', name: 'b', parentKey: 'c' },
      { key: 'b', name: 'c', parentKey: 'new' },
      { key: 'a', name: 'x', parentKey: 'b' },
    ],
  }
  await fleets.applied(next)
  expect(await fleets.tree()).toEqual({ a: null, b: 'a', c: 'b', x: 'c' })
  expect(await fleets.plan(next)).toEqual([])
})

test('marks what another client changed since the last apply, and leaves fields alone that it does not set', async () => {
  await fleets.applied(first)
  await api.pool.query(`UPDATE supervisors SET description = 'by hand', config = '{"k": 2}' WHERE name IN ('a', 'c')`)
  const { changes } = await fleets.applied(first)
  expect(changes.map(({ key, before, drift }) => [key, before, drift])).toEqual([
    ['a', { description: 'by hand', config: { k: 2 } }, ['description', 'config']],
  ])
  const { rows } = await api.pool.query(`SELECT description FROM supervisors WHERE name = 'c'`)
  expect(rows).toEqual([{ description: 'by hand' }])
})

test('makes a supervisor anew that was terminated by hand, under the same key', async () => {
  await fleets.applied(first)
  await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED'`)
  expect(await fleets.plan(first)).toEqual(['RESTORE a', 'RESTORE b', 'RESTORE c'])
  await fleets.applied(first)
  expect(await fleets.plan(first)).toEqual([])
  const { rows } = await api.pool.query('SELECT count(*)::int AS count FROM supervisors')
  expect(rows).toEqual([{ count: 6 }])
})

test('terminates what it is told to remove, after the children have moved away', async () => {
  await fleets.applied(first)
  const next = {
    supervisors: [
      { key: 'a', name: 'a' },
      { key: 'c', name: 'b', parentKey: 'a' },
    ],
    remove: ['b', 'unknown'],
  }
  expect(await fleets.plan(next)).toEqual(['MOVE c', 'RENAME c', 'REMOVE b'])
  const applied = await fleets.applied(next)
  expect(applied.impact).toMatchObject({ supervisors: 1, activeAgents: 2 })
  expect(await fleets.tree()).toEqual({ a: null, b: 'a' })
  expect(await fleets.plan(next)).toEqual([])
})

test('takes over an existing supervisor by its id, and a team by its name', async () => {
  const id = randomUUID()
  await api.pool.query(`INSERT INTO supervisors (id, name, description) VALUES ($1, 'old', 'kept')`, [id])
  await api.pool.query(`INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 't')`, [id])
  const input = { supervisors: [{ key: 'k', id, name: 'old', teams: [{ key: 't', name: 't' }] }] }
  expect(await fleets.applied(input)).toMatchObject({ changed: false, changes: [{ kind: 'ADOPT' }, { kind: 'ADOPT' }] })
  expect(await fleets.plan(input)).toEqual([])
  expect(await fleets.apply({ ...input, fleet: 'other' })).toMatchObject({
    __typename: 'ConflictError',
    path: ['input', 'supervisors', '0', 'id'],
    current: { id },
  })
})

test('deletes teams that the fleet no longer has only when told to, and never those of other clients', async () => {
  await fleets.applied(first)
  await api.pool.query(
    `INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'theirs' FROM supervisors WHERE name = 'b'`,
  )
  const next = { supervisors: [{ key: 'b', name: 'b', parentKey: 'a', teams: [] }] }
  expect(await fleets.applied(next)).toMatchObject({ changes: [], unlistedTeams: [{ key: 'b', teamKey: 't' }] })
  expect(await fleets.plan({ ...next, pruneTeams: true })).toEqual(['REMOVE b/t'])
  await fleets.applied({ ...next, pruneTeams: true })
  const { rows } = await api.pool.query('SELECT name FROM supervisor_teams')
  expect(rows).toEqual([{ name: 'theirs' }])
})

test('renames and swaps teams by their keys', async () => {
  const team = (key: string, name: string) => ({ key, name })
  await fleets.applied({ supervisors: [{ key: 'a', name: 'a', teams: [team('x', 'one'), team('y', 'two')] }] })
  const next = { supervisors: [{ key: 'a', name: 'a', teams: [team('x', 'two'), team('y', 'one')] }] }
  expect(await fleets.plan(next)).toEqual(['RENAME a/x', 'RENAME a/y'])
  await fleets.applied(next)
  expect(await fleets.plan(next)).toEqual([])
})

test('finds a supervisor by the key that it had before', async () => {
  await fleets.applied(first)
  const next = { supervisors: [{ key: 'z', previousKey: 'c', name: 'c', parentKey: 'b' }] }
  expect(await fleets.applied(next)).toMatchObject({ changed: false, changes: [{ kind: 'ADOPT', key: 'z' }] })
  expect(await fleets.plan({ supervisors: [{ key: 'z', name: 'c', parentKey: 'b' }] })).toEqual([])
})

test('refuses to remove a supervisor that is listed under another key', async () => {
  await fleets.applied(first)
  const supervisors = [{ key: 'z', previousKey: 'c', name: 'c', parentKey: 'b' }]
  expect(await fleets.apply({ supervisors, remove: ['c'] })).toMatchObject({
    __typename: 'ValidationError',
    path: ['input', 'remove', '0'],
  })
})

test('writes as many statements for a hundred supervisors as for one', async () => {
  const many = (count: number, description: string) => ({
    supervisors: Array.from({ length: count }, (_, i) => ({
      key: `k${i}`,
      name: `n${i}`,
      description,
      teams: [{ key: 't', name: 't', members: [{ agentId: ann }] }],
    })),
  })
  const count = async (input: ReturnType<typeof many>): Promise<number> => {
    api.statements.length = 0
    await fleets.applied(input)
    return api.statements.length
  }
  const [created, changed] = [await count(many(1, 'one')), await count(many(1, 'two'))]
  expect([await count(many(100, 'one')), await count(many(100, 'two'))]).toEqual([expect.any(Number), changed])
  await fleets.applied({ fleet: 'other', supervisors: [] })
  api.statements.length = 0
  await fleets.applied({ ...many(100, 'three'), fleet: 'third', parentId: await rootOf() })
  expect(api.statements.length).toBe(created)
})

async function rootOf(): Promise<string> {
  const { rows } = await api.pool.query<{ id: string }>(`SELECT id FROM supervisors WHERE name = 'n0'`)
  return rows[0]?.id ?? ''
}

test('one changed field of one supervisor is one changed row', async () => {
  await fleets.applied(first)
  const before = await api.pool.query('SELECT id, version FROM supervisors ORDER BY id')
  await fleets.applied({
    supervisors: first.supervisors.map((each) => ({ ...each, ...(each.key === 'c' && { description: 'new' }) })),
  })
  const after = await api.pool.query<{ id: string; version: number }>('SELECT id, version FROM supervisors ORDER BY id')
  expect(after.rows.filter((row, i) => row.version !== (before.rows[i] as { version: number }).version)).toHaveLength(1)
})
