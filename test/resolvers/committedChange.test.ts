import { randomUUID } from 'node:crypto'
import sql from 'sql-template-tag'
import { beforeEach, describe, expect, test } from 'vitest'
import { defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'
import type { Context } from '../../src/context.ts'
import { inTreeTransaction } from '../../src/db/treeTransaction.ts'
import { sweeper } from '../../src/domain/viewer.ts'
import { OperationOutcome } from '../../src/observability/operationOutcome.ts'
import { runMutation } from '../../src/resolvers/runMutation.ts'
import { givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'
import { withApi } from '../support/api/withApi.ts'

let proxy: TcpProxy
/** Breaks the network between the server and its database, as soon as the server has the response of this many commits. */
let commitsBeforeCut = Infinity

const api = withApi({
  async through(url) {
    proxy = await givenProxy(url)
    await proxy.forward()
    return proxy.url
  },
  onStatement({ text, error }) {
    if (text.endsWith('COMMIT') && error === undefined && --commitsBeforeCut === 0) void proxy.refuse()
  },
})
let id: IdOf
let team = ''

beforeEach(async () => {
  commitsBeforeCut = Infinity
  await proxy.forward()
  await api.pool.query('TRUNCATE supervisors CASCADE')
  id = await givenTree(api.pool, 'root > [a]')
  team = await givenTeam(api.pool, id('a'), 'team')
})

/** Refuses connections, and waits until the pools of the server have noticed that theirs are closed. */
const disconnect = async (): Promise<void> => {
  await proxy.refuse()
  await expect
    .poll(() =>
      Object.values(api.db.pools)
        .map(({ totalCount }) => totalCount)
        .filter(Boolean),
    )
    .toEqual([])
}

const idsOf = async (sql: string): Promise<string[]> => {
  const { rows } = await api.pool.query<{ id: string }>(sql)
  return rows.map((row) => row.id)
}
const named = (name: string): Promise<string[]> => idsOf(`SELECT id FROM supervisors WHERE name = '${name}'`)

describe('a mutation whose payload cannot be read after the commit', () => {
  test.each(['spawn', 'compiled by graphql-jit'])('states what was changed, with the ids (%s)', async (name) => {
    const mutation = `mutation { spawnSupervisor(input: { name: "${name}" }) { ... on SpawnSupervisorPayload { created supervisor { name } } } }`
    if (name !== 'spawn') for (let run = 0; run < 3; run++) await api.request(mutation) // the repeats are refused
    await api.pool.query('DELETE FROM supervisors WHERE name = $1', [name])
    commitsBeforeCut = 1
    const { data, errors } = await api.request(mutation)
    expect(data).toBeNull()
    const [created] = await named(name)
    expect(created).toEqual(expect.any(String))
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(
          /^The change was committed; reading the result failed\. Do not repeat the mutation: read the objects in `extensions\.completed`\. The (connection to the )?database [^.]*\.$/,
        ) as unknown,
        path: ['spawnSupervisor', 'supervisor'],
        extensions: { code: 'UNAVAILABLE', completed: { spawnSupervisor: { supervisorId: created, created: true } } },
      },
    ])
  })

  test('states this for each mutation of the request, by its alias', async () => {
    commitsBeforeCut = 2
    const { data, errors } = await api.request(`mutation {
      first: spawnSupervisor(input: { name: "x" }) { ... on SpawnSupervisorPayload { supervisor { name } } }
      second: addTeamMembers(input: { teamId: "${team}", members: [{ agentId: "${randomUUID()}" }] }) {
        ... on AddTeamMembersPayload { team { name } }
      }
    }`)
    expect(data).toBeNull()
    const [created] = await named('x')
    const membershipIds = await idsOf('SELECT id FROM supervisor_team_members')
    expect(errors?.[0]).toMatchObject({
      path: ['second', 'team'],
      extensions: {
        completed: { first: { supervisorId: created, created: true }, second: { teamId: team, membershipIds } },
      },
    })
  })

  test('states that there was nothing to change', async () => {
    commitsBeforeCut = 1
    const { errors } = await api.request(`mutation {
      updateSupervisor(input: { id: "${id('a')}", name: "a" }) { ... on UpdateSupervisorPayload { supervisor { name } } }
    }`)
    expect(errors).toMatchObject([
      {
        message: 'Nothing was changed; reading the result failed. The database cannot be reached.',
        extensions: { completed: { updateSupervisor: { supervisorId: id('a'), changed: false } } },
      },
    ])
  })

  test('has the same extensions if the read fails for another reason', async () => {
    await api.pool.query('ALTER FUNCTION health_state(text, timestamp, integer) RENAME TO hidden')
    const { errors } = await api.request(`mutation {
      spawnSupervisor(input: { name: "x" }) { ... on SpawnSupervisorPayload { supervisor { health { state } } } }
    }`)
    await api.pool.query('ALTER FUNCTION hidden(text, timestamp, integer) RENAME TO health_state')
    const [created] = await named('x')
    expect(errors).toMatchObject([
      {
        message: expect.stringMatching(/^The change was committed; .* Internal error\. Quote `errorId`/) as unknown,
        extensions: {
          code: 'INTERNAL_SERVER_ERROR',
          errorId: expect.any(String) as unknown,
          completed: { spawnSupervisor: { supervisorId: created } },
        },
      },
    ])
  })
})

test('a commit whose response is lost is UNKNOWN, with the id of the supervisor that it may have created', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; SELECT pg_advisory_xact_lock(6014125520)') // the last lock before the commit
  const answer = api.request<{ spawnSupervisor: { ids: string[] } }, object>(
    `mutation { spawnSupervisor(input: { name: "x" }) { ... on UnavailableError { effect ids message } } }`,
  )
  await untilWaiting(api.pool, 1)
  await proxy.refuse()
  const { data } = await answer
  expect(data?.spawnSupervisor).toEqual({
    effect: 'UNKNOWN',
    ids: [expect.any(String)],
    message:
      'The connection to the database broke. It is unknown whether the change was committed. Read the current state before you retry. A request with a client-chosen id is safe to retry.',
  })
  await holder.query('COMMIT')
  await expect.poll(() => named('x')).toEqual(data?.spawnSupervisor.ids)
})

test('an unknown commit is still reported when a later mutation of the request makes `data` null', async () => {
  const holder = await api.session()
  await holder.query('BEGIN; SELECT pg_advisory_xact_lock(6014125520)')
  const answer = api.request(`mutation {
    first: spawnSupervisor(input: { name: "x" }) { ... on UnavailableError { effect } }
    second: moveSupervisor(input: { id: "${id('a')}", dryRun: true }) { ... on MoveSupervisorPayload { supervisor { name } } }
  }`)
  await untilWaiting(api.pool, 1)
  commitsBeforeCut = 1
  proxy.reset()
  await holder.query('ROLLBACK')
  expect((await answer).errors).toMatchObject([
    {
      message: expect.stringMatching(/^Nothing was changed; reading the result failed\./) as unknown, // by the second one
      extensions: {
        completed: {
          first: { code: 'UNAVAILABLE', effect: 'UNKNOWN', ids: [expect.any(String)] },
          second: { supervisorId: id('a'), changed: false },
        },
      },
    },
  ])
})

test('a use case that fails after its commit is DONE, even if its error has no effect', async () => {
  const budget = new RequestBudget(defaultLimits)
  const ctx = { db: api.db, viewer: sweeper, outcome: new OperationOutcome(), budget } as Context // all that the use case needs
  const failing = runMutation(
    {
      requires: 'READ',
      responseKey: 'alias',
      async useCase(_input: object, { db, viewer, outcome }) {
        await inTreeTransaction({ db, viewer, outcome }, { lock: 'none' }, (tx) => tx.query(sql`SELECT 1`))
        await proxy.refuse()
        return db.query(sql`SELECT 1`)
      },
    },
    {},
    ctx,
  )
  await expect(failing).rejects.toMatchObject({
    effect: 'DONE',
    message: expect.stringMatching(/The change was committed\. Read the current state/) as unknown,
  })
  expect([...ctx.outcome.completed]).toEqual([['alias', { code: 'UNAVAILABLE', effect: 'DONE', ids: [] }]])
})

test('the error of a query does not mention changes', async () => {
  await disconnect()
  const { errors } = await api.request('{ stats { supervisors } }')
  expect(errors).toMatchObject([{ message: 'The database cannot be reached. Retry.' }])
  expect(errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE' })
})

describe('a heartbeat', () => {
  const beat = (name: string) =>
    api.request<{ heartbeat: object }, object>(
      `mutation { heartbeat(input: { supervisorId: "${id(name)}", sequence: 7 }) {
        __typename ... on UnavailableError { effect message } ... on HeartbeatPayload { accepted } } }`,
    )

  test('whose response is lost may have been recorded', async () => {
    const holder = await api.session()
    await holder.query('BEGIN; LOCK TABLE supervisors IN ACCESS EXCLUSIVE MODE')
    const answer = beat('a')
    await untilWaiting(api.pool, 1)
    proxy.reset()
    expect((await answer).data?.heartbeat).toEqual({
      __typename: 'UnavailableError',
      effect: 'UNKNOWN',
      message: 'The connection to the database broke. The heartbeat may have been recorded. Send it again.',
    })
    await holder.query('COMMIT')
    await untilWaiting(api.pool, 0)
    expect((await beat('a')).data?.heartbeat).toEqual({ __typename: 'HeartbeatPayload', accepted: false })
  })

  test('that finds no connection was not recorded', async () => {
    await disconnect()
    expect((await beat('a')).data?.heartbeat).toEqual({
      __typename: 'UnavailableError',
      effect: 'NONE',
      message: 'The database cannot be reached. The heartbeat was not recorded. Send it again.',
    })
  })

  test('that is recorded although its supervisor cannot be made ACTIVE in time reports both', async () => {
    id = await givenTree(api.pool, 'b:SPAWNING')
    const holder = await api.session()
    await holder.query('BEGIN; SELECT lock_hierarchy(true)')
    expect((await beat('b')).data?.heartbeat).toEqual({
      __typename: 'UnavailableError',
      effect: 'DONE',
      message:
        'Lock timeout: another transaction held the hierarchy lock for too long. The heartbeat was recorded; the supervisor was not made ACTIVE. Send it again.',
    })
    await holder.query('ROLLBACK')
  })
})
