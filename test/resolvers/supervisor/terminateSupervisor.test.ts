import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import type { TerminateSupervisorInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, pathsOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors CASCADE')
})

const terminateDocument = graphql(`
  mutation Terminate($input: TerminateSupervisorInput!) {
    terminateSupervisor(input: $input) {
      __typename
      ... on TerminateSupervisorPayload {
        changed
        supervisor {
          id
          status
          statusReason
          version
        }
        impact {
          supervisors
          teams
          activeMemberships
          activeAgents
          reparented
        }
      }
      ... on Error {
        message
        code
      }
      ... on NotFoundError {
        path
        id
      }
      ... on HasLiveChildrenError {
        count
      }
      ... on NameTakenError {
        name
        existing {
          id
        }
      }
      ... on ConflictError {
        current {
          id
          ... on Supervisor {
            status
            version
          }
        }
      }
    }
  }
`)
const terminate = async (input: TerminateSupervisorInput) =>
  (await api.data(terminateDocument, { input })).terminateSupervisor

/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(input: TerminateSupervisorInput) {
  const before = await dumpTables(api.pool)
  const result = await terminate(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
async function statuses(): Promise<Record<string, string>> {
  const { rows } = await api.pool.query<{ name: string; status: string }>('SELECT name, status FROM supervisors')
  return Object.fromEntries(rows.map(({ name, status }) => [name, status]))
}
const noImpact = { supervisors: 0, teams: 0, activeMemberships: 0, activeAgents: 0, reparented: 0 }

test.each(['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED'])(
  'a supervisor that is %s becomes TERMINATED, with the given reason',
  async (status) => {
    const id = await givenTree(api.pool, `root > [a:${status}, b]`)
    expect(await terminate({ id: id('a').toUpperCase(), reason: ' no budget 🦀 ' })).toEqual({
      __typename: 'TerminateSupervisorPayload',
      changed: true,
      supervisor: { id: id('a'), status: 'TERMINATED', statusReason: ' no budget 🦀 ', version: 2 },
      impact: { ...noImpact, supervisors: 1 },
    })
    expect(await statuses()).toEqual({ root: 'ACTIVE', a: 'TERMINATED', b: 'ACTIVE' })
  },
)

test('a TERMINATED supervisor stays unchanged, even with a wrong version or another reason', async () => {
  const id = await givenTree(api.pool, 'root > terminated:TERMINATED')
  for (const more of [
    {},
    { childPolicy: 'CASCADE' },
    { expectedVersion: 99 },
    { dryRun: true },
    { reason: 'x' },
  ] as const)
    expect(await unchanged({ id: id('terminated'), ...more })).toMatchObject({
      __typename: 'TerminateSupervisorPayload',
      changed: false,
      supervisor: { status: 'TERMINATED', statusReason: null, version: 1 },
      impact: noImpact,
    })
})

test('the termination ends the active memberships, and keeps teams, history and the members of other supervisors', async () => {
  const id = await givenTree(api.pool, 'root > [a, b]')
  const [one, two] = [randomUUID(), randomUUID()]
  const first = await givenTeam(api.pool, id('a'), 'first')
  const second = await givenTeam(api.pool, id('a'), 'second')
  const elsewhere = await givenTeam(api.pool, id('b'), 'elsewhere')
  await givenMember(api.pool, first, one)
  await givenMember(api.pool, first, two)
  await givenMember(api.pool, second, one)
  await givenMember(api.pool, elsewhere, one)
  const left = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }
  const past = await givenMember(api.pool, second, randomUUID(), left)

  expect(await terminate({ id: id('a') })).toMatchObject({
    changed: true,
    impact: { supervisors: 1, teams: 2, activeMemberships: 3, activeAgents: 2, reparented: 0 },
  })
  const { rows } = await api.pool.query(
    `SELECT t.name, count(*)::int AS members, count(*) FILTER (WHERE m.left_at IS NULL)::int AS active, max(m.version) AS version
     FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id GROUP BY 1 ORDER BY 1`,
  )
  expect(rows).toEqual([
    { name: 'elsewhere', members: 1, active: 1, version: 1 },
    { name: 'first', members: 2, active: 0, version: 2 },
    { name: 'second', members: 2, active: 0, version: 2 },
  ])
  const { rows: history } = await api.pool.query('SELECT version FROM supervisor_team_members WHERE id = $1', [past])
  expect(history).toEqual([{ version: 1 }])
})

test('the name of a TERMINATED supervisor can be reused', async () => {
  const id = await givenTree(api.pool, 'root > a')
  await terminate({ id: id('a') })
  await api.pool.query(`INSERT INTO supervisors (name, parent_id) VALUES ('a', $1)`, [id('root')])
})

describe('REJECT', () => {
  test.each([{}, { childPolicy: 'REJECT' }, { childPolicy: null }, { dryRun: true }] as const)(
    'with %j refuses a supervisor with live children, and counts them',
    async (more) => {
      const id = await givenTree(api.pool, 'root > a > [b > c, d:FAILED, e:TERMINATED]')
      expect(await unchanged({ id: id('a'), ...more })).toMatchObject({
        __typename: 'HasLiveChildrenError',
        code: 'HAS_LIVE_CHILDREN',
        count: 2,
      })
    },
  )

  test('accepts a supervisor whose children are TERMINATED', async () => {
    const id = await givenTree(api.pool, 'root > a > b:TERMINATED')
    expect(await terminate({ id: id('a') })).toMatchObject({ changed: true })
  })
})

describe('CASCADE', () => {
  test('terminates the whole subtree with the reason, and leaves supervisors that were TERMINATED before', async () => {
    const id = await givenTree(api.pool, 'root > [a > [b > c:PAUSED, d:FAILED, e:TERMINATED > f:TERMINATED], g]')
    await api.pool.query(`UPDATE supervisors SET status_reason = 'earlier' WHERE name IN ('d', 'e')`)
    const team = await givenTeam(api.pool, id('c'), 'team')
    await givenMember(api.pool, team, randomUUID())
    expect(await terminate({ id: id('a'), childPolicy: 'CASCADE', reason: 'closed' })).toMatchObject({
      changed: true,
      impact: { supervisors: 4, teams: 1, activeMemberships: 1, activeAgents: 1, reparented: 0 },
    })
    const { rows } = await api.pool.query(`SELECT name, status, status_reason AS reason FROM supervisors ORDER BY name`)
    const terminatedRow = (name: string, reason: string | null) => ({ name, status: 'TERMINATED', reason })
    expect(rows).toEqual([
      terminatedRow('a', 'closed'),
      terminatedRow('b', 'closed'),
      terminatedRow('c', 'closed'),
      terminatedRow('d', 'closed'),
      terminatedRow('e', 'earlier'),
      terminatedRow('f', null),
      { name: 'g', status: 'ACTIVE', reason: null },
      { name: 'root', status: 'ACTIVE', reason: null },
    ])
    expect(await pathsOf(api.pool)).toMatchObject({ c: '3 root/a/b/c' })
  })
})

describe('REPARENT', () => {
  test('moves the live children, with their subtrees, to the parent', async () => {
    const id = await givenTree(api.pool, 'root:PAUSED > a > [b > c, d:PAUSED, e:TERMINATED]')
    expect(await terminate({ id: id('a'), childPolicy: 'REPARENT' })).toMatchObject({
      changed: true,
      impact: { supervisors: 1, reparented: 2 },
    })
    expect(await pathsOf(api.pool)).toEqual({
      root: '0 root',
      a: '1 root/a',
      b: '1 root/b',
      c: '2 root/b/c',
      d: '1 root/d',
      e: '2 root/a/e',
    })
    expect(await statuses()).toMatchObject({ a: 'TERMINATED', b: 'ACTIVE', c: 'ACTIVE', d: 'PAUSED' })
  })

  test('is refused below a FAILED parent, which accepts no children, unless there are no children', async () => {
    const id = await givenTree(api.pool, 'root:FAILED > [a > b, c]')
    for (const dryRun of [true, false])
      expect(await terminate({ id: id('a'), childPolicy: 'REPARENT', dryRun })).toMatchObject({
        __typename: 'ParentUnavailableError',
        message: expect.stringContaining(`Supervisor ${id('root')} is FAILED`) as string,
      })
    expect(await statuses()).toMatchObject({ a: 'ACTIVE', b: 'ACTIVE' })
    expect(await terminate({ id: id('c'), childPolicy: 'REPARENT' })).toMatchObject({ changed: true })
  })

  test('makes the live children of a root roots', async () => {
    const id = await givenTree(api.pool, 'root > [a > b, c]')
    expect(await terminate({ id: id('root'), childPolicy: 'REPARENT' })).toMatchObject({ impact: { reparented: 2 } })
    expect(await pathsOf(api.pool)).toEqual({ root: '0 root', a: '0 a', b: '1 a/b', c: '0 c' })
  })

  test('accepts a child with the name of the target, since the target frees it', async () => {
    const id = await givenTree(api.pool, 'root > a > b')
    await api.pool.query(`UPDATE supervisors SET name = 'a' WHERE id = $1`, [id('b')])
    expect(await terminate({ id: id('a'), childPolicy: 'REPARENT' })).toMatchObject({ changed: true })
    const { rows } = await api.pool.query(`SELECT id FROM supervisors WHERE parent_id = $1 AND status = 'ACTIVE'`, [
      id('root'),
    ])
    expect(rows).toEqual([{ id: id('b') }])
  })

  test.each([false, true])(
    'refuses the termination if a sibling has the name of a child (dryRun: %s)',
    async (dryRun) => {
      const id = await givenTree(api.pool, 'root > [a > [b, c, d], taken]')
      await api.pool.query(`UPDATE supervisors SET name = 'taken' WHERE id = $1`, [id('c')])
      expect(await unchanged({ id: id('a'), childPolicy: 'REPARENT', dryRun })).toMatchObject({
        __typename: 'NameTakenError',
        code: 'NAME_TAKEN',
        name: 'taken',
        existing: { id: id('taken') },
      })
    },
  )

  test('accepts a child with the name of a TERMINATED sibling', async () => {
    const id = await givenTree(api.pool, 'root > [a > b, c:TERMINATED]')
    await api.pool.query(`UPDATE supervisors SET name = 'c' WHERE id = $1`, [id('b')])
    expect(await terminate({ id: id('a'), childPolicy: 'REPARENT' })).toMatchObject({ changed: true })
  })
})

describe('refuses the termination', () => {
  test('with NotFoundError if the supervisor does not exist', async () => {
    const unknownId = randomUUID()
    expect(await unchanged({ id: unknownId })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'id'],
      id: unknownId,
    })
  })

  test('with ConflictError only if the version differs from the expected one', async () => {
    const id = await givenTree(api.pool, 'root > a')
    await api.pool.query(`UPDATE supervisors SET description = 'new' WHERE id = $1`, [id('a')])
    for (const expectedVersion of [1, 3, 0, -1])
      expect(await unchanged({ id: id('a'), expectedVersion })).toMatchObject({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        current: { id: id('a'), status: 'ACTIVE', version: 2 },
      })
    expect(await terminate({ id: id('a'), expectedVersion: 2 })).toMatchObject({ changed: true })
  })
})

test('one of 10 concurrent requests terminates the supervisor', async () => {
  const id = await givenTree(api.pool, 'root > a > b')
  const input = { id: id('a'), childPolicy: 'CASCADE' } as const
  const results = await Promise.all(Array.from({ length: 10 }, () => terminate(input)))
  expect(results.filter((result) => 'changed' in result && result.changed)).toHaveLength(1)
  for (const result of results) expect(result.__typename).toBe('TerminateSupervisorPayload')
})
