import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { allMutationNames } from '../model/documents.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { givenToken } from '../support/api/withTokens.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
let id: IdOf
let team = ''
let other = ''
let member = ''
let colleague = ''
let token = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b]')
  team = await givenTeam(api.pool, id('a'), 'team')
  other = await givenTeam(api.pool, id('b'), 'other')
  member = await givenMember(api.pool, team, randomUUID())
  colleague = await givenMember(api.pool, team, randomUUID())
  token = (await givenToken(api.pool)).id
  // one connection per mutation, so that each waits for a lock and none for a connection
  for (const pool of [api.db.pools.tree, api.db.pools.row]) pool.options.max = allMutationNames.length
})

/** An input for each mutation except heartbeats, which heldHeartbeats.test.ts covers. */
const inputs = (): Record<string, object> => ({
  spawnSupervisor: { name: 'x' },
  spawnHierarchy: { parentId: id('a'), supervisors: [{ id: randomUUID(), name: 'y' }] },
  applyFleet: { fleet: 'f', parentId: id('a'), supervisors: [{ key: 'k', name: 'z' }] },
  updateSupervisor: { id: id('a'), description: 'new' },
  moveSupervisor: { id: id('a'), parentId: id('b') },
  activateSupervisor: { id: id('a') },
  pauseSupervisor: { id: id('a') },
  resumeSupervisor: { id: id('a') },
  failSupervisor: { id: id('a'), reason: 'x' },
  restartSupervisor: { id: id('a') },
  terminateSupervisor: { id: id('a') },
  createTeam: { supervisorId: id('a'), name: 'x' },
  updateTeam: { id: team, description: 'new' },
  deleteTeam: { id: other, endMemberships: true },
  addTeamMember: { teamId: team, agentId: randomUUID() },
  addTeamMembers: { teamId: team, members: [{ agentId: randomUUID() }] },
  updateTeamMember: { id: member, role: 'LEAD' },
  removeTeamMember: { id: colleague },
  transferTeamMember: { id: member, toTeamId: other },
  createToken: { actor: 'new', role: 'READ' },
  revokeToken: { id: token },
})

async function attempt([mutation, input]: [mutation: string, input: object]): Promise<[string, unknown]> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`
  const { data, errors } = await api.request<{ result: unknown }, object>(
    `mutation ($input: ${type}!) {
      result: ${mutation}(input: $input) { __typename ... on UnavailableError { code retryAfterMs effect ids message } }
    }`,
    { input },
  )
  expect(errors).toBe(undefined)
  return [mutation, data?.result]
}

test('while another session holds the locks, mutations return UnavailableError with `retryAfterMs`, and reads continue', async () => {
  const attempts = Object.entries(inputs())
  expect([...attempts.map(([mutation]) => mutation), 'heartbeat', 'heartbeats'].sort()).toEqual(
    allMutationNames.toSorted(),
  )
  const before = await dumpTables(api.pool)

  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query('SELECT lock_hierarchy(true)')
  // Mutations of one row do not take the hierarchy lock, so their rows are locked too. Each uses another row: a second
  // waiter for a row waits for the first one, and only then for the holder.
  await holder.query('SELECT FROM supervisors WHERE id = $1 FOR UPDATE', [id('a')])
  await holder.query('SELECT FROM supervisor_teams WHERE id = ANY ($1) FOR UPDATE', [[team, other]])
  await holder.query('SELECT FROM supervisor_team_members WHERE id = ANY ($1) FOR UPDATE', [[member, colleague]])

  // neither mutation of tokens waits for a row: a new token has none yet
  await holder.query('LOCK TABLE api_tokens IN EXCLUSIVE MODE')

  const start = performance.now()
  const waiting = Promise.all(attempts.map(attempt))
  await untilWaiting(api.pool, attempts.length)

  const listDuringLock = graphql(`
    query LookWhileLocked {
      supervisors {
        nodes {
          name
          teams {
            totalCount
          }
        }
      }
    }
  `)
  for (let read = 0; read < 20; read++) expect((await api.data(listDuringLock)).supervisors.nodes).toHaveLength(3)
  expect(performance.now() - start).toBeLessThan(4_000) // the lock timeout is 5 s, so the mutations still wait

  const answers = await waiting
  expect(performance.now() - start).toBeLessThan(8_000) // all mutations wait at the same time, not one after the other
  await holder.query('ROLLBACK')
  expect(await dumpTables(api.pool)).toEqual(before)
  for (const answer of answers)
    expect(answer).toEqual([
      answer[0],
      {
        __typename: 'UnavailableError',
        code: 'UNAVAILABLE',
        retryAfterMs: 1_000,
        effect: 'NONE',
        ids: [],
        message: `Lock timeout: another transaction held ${lockOf(answer[0])} for too long. Nothing was changed. Retry.`,
      },
    ])
})

/** The lock that a mutation waits for in the test above. */
function lockOf(mutation: string): string {
  const rows: Record<string, string> = {
    updateSupervisor: 'supervisors',
    updateTeam: 'supervisor_teams',
    deleteTeam: 'supervisor_teams',
    updateTeamMember: 'supervisor_team_members',
    removeTeamMember: 'supervisor_team_members',
  }
  if (mutation.endsWith('Token')) return 'a lock on a table'
  return mutation in rows ? `a row of the table ${rows[mutation] ?? ''}` : 'the hierarchy lock'
}

// at the same time, because each takes 5 s: neither mutation needs the lock of the other
test.concurrent.each([
  ['a lock on a table', 'LOCK TABLE supervisor_teams IN ACCESS EXCLUSIVE MODE', 'createTeam'],
  ['the lock of the event log', 'SELECT pg_advisory_xact_lock(6014125520)', 'updateSupervisor'],
])('a mutation that waits for %s names it', async (lock, statement, mutation) => {
  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query(statement)
  const [, result] = await attempt([mutation, inputs()[mutation] ?? {}])
  await holder.query('ROLLBACK')
  expect(result).toMatchObject({
    effect: 'NONE',
    message: `Lock timeout: another transaction held ${lock} for too long. Nothing was changed. Retry.`,
  })
})

test('the same connections serve mutations after the locks are released', async () => {
  for (const mutation of ['addTeamMember', 'updateTeamMember', 'updateTeam', 'updateSupervisor', 'moveSupervisor']) {
    const [, result] = await attempt([mutation, inputs()[mutation] ?? {}])
    expect(result).toEqual({ __typename: `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload` })
  }
})
