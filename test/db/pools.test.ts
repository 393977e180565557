import { afterEach, expect, test } from 'vitest'
import type { GraphQLAnswer } from '../support/api/withApi.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { untilWaiting } from '../support/database/untilBlocked.ts'
import { withHeartbeats } from '../support/supervision/withHeartbeats.ts'
import { withSweeps } from '../support/supervision/withSweeps.ts'

/** Each kind of work has its own connections, and does not wait for other work. */

const api = withApi()
const { follow, untilStarted } = withSockets(api)
const { beat } = withHeartbeats(api)
const { runSweep, statuses } = withSweeps(api)
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const rename = (id: string, name: string): Promise<GraphQLAnswer<unknown>> =>
  api.request(`mutation { updateSupervisor(input: { id: "${id}", name: "${name}" }) { __typename } }`)
const renamed = { data: { updateSupervisor: { __typename: 'UpdateSupervisorPayload' } } }
const spawn = (name: string): Promise<GraphQLAnswer<unknown>> =>
  api.request(`mutation { spawnSupervisor(input: { name: "${name}" }) { __typename } }`)
const spawned = { data: { spawnSupervisor: { __typename: 'SpawnSupervisorPayload' } } }

test('30 readers that wait for a locked table delay no heartbeat, mutation, sweep, probe or follower', async () => {
  const id = await givenTree(api.pool, 'a, new:SPAWNING')
  const followed = follow<{ supervisorEvents: object }, object>('subscription { supervisorEvents { __typename } }')
  await untilStarted()
  const holder = await api.session()
  await holder.query('BEGIN; LOCK TABLE supervisor_teams IN ACCESS EXCLUSIVE MODE')
  // different aliases, because readers with the same keys would share a statement
  const readers = Array.from({ length: 30 }, (_, i) =>
    api.request(`{ supervisors { nodes { teams(first: ${i + 1}) { nodes { id } } } } }`),
  )
  await untilWaiting(api.pool, 5)

  expect(await beat({ supervisorId: id('a') })).toMatchObject({ accepted: true })
  expect(await beat({ supervisorId: id('new') })).toMatchObject({ accepted: true, status: 'ACTIVE' })
  const { data } = await api.request(`mutation { pauseSupervisor(input: { id: "${id('a')}" }) { __typename } }`)
  expect(data).toEqual({ pauseSupervisor: { __typename: 'PauseSupervisorPayload' } })
  expect(await runSweep()).toMatchObject({ failed: 0, failure: null })
  expect((await api.app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  await expect.poll(() => followed.answers.length).toBeGreaterThanOrEqual(2)
  expect(api.db.pools.main.waitingCount).toBeGreaterThan(0)

  await holder.query('COMMIT')
  expect((await Promise.all(readers)).filter(({ errors }) => errors)).toEqual([])
})

test('300 spawns that wait for the hierarchy lock delay no heartbeat, single-row change, sweep or probe', async () => {
  const id = await givenTree(api.pool, 'a, new:SPAWNING')
  const holder = await api.session()
  await holder.query('BEGIN; SELECT lock_hierarchy(true)')
  const spawns = Array.from({ length: 300 }, (_, i) => spawn(`s${i}`))
  await untilWaiting(api.pool, 4)
  const activated = beat({ supervisorId: id('new') })
  await untilWaiting(api.pool, 5) // the activation has a connection, and waits for the lock itself

  expect(await rename(id('a'), 'b')).toEqual(renamed)
  expect(await beat({ supervisorId: id('a') })).toMatchObject({ accepted: true })
  expect(await runSweep()).toMatchObject({ failed: 0, failure: null })
  expect((await api.app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  expect(api.db.pools.tree.waitingCount).toBeGreaterThan(200)

  await holder.query('COMMIT')
  expect(await activated).toMatchObject({ accepted: true, status: 'ACTIVE' })
  expect(await Promise.all(spawns)).toEqual(spawns.map(() => spawned))
  expect(await statuses()).toMatchObject({ b: 'ACTIVE', new: 'ACTIVE' })
})

test('changes that wait for a locked row delay no read and no change that takes the hierarchy lock', async () => {
  const id = await givenTree(api.pool, 'a')
  const holder = await api.session()
  await holder.query(`BEGIN; UPDATE supervisors SET description = 'held'`)
  const changes = Array.from({ length: 20 }, (_, i) => rename(id('a'), `a${i}`))
  await untilWaiting(api.pool, 4)
  expect(await spawn('other')).toEqual(spawned)
  expect(await api.request('{ stats { supervisors } }')).toEqual({ data: { stats: { supervisors: 2 } } })
  await holder.query('COMMIT')
  expect(await Promise.all(changes)).toEqual(changes.map(() => renamed))
})

test('a sweep that finds unresponsive supervisors is recorded although it cannot get the hierarchy lock', async () => {
  const id = await givenTree(api.pool, 'a')
  await api.pool.query(`UPDATE supervisors SET status_changed_at = status_changed_at - interval '1 hour'`)
  const holder = await api.session()
  await holder.query('BEGIN; SELECT lock_hierarchy(false)')
  expect(await runSweep()).toMatchObject({ failed: 0, failure: { code: 'UNAVAILABLE' } })
  const { rows } = await api.pool.query(
    `SELECT last_round_at > timezone('utc', now()) - interval '4 seconds' AS recorded, grace_from FROM sweeper`,
  )
  expect(rows).toEqual([{ recorded: true, grace_from: null }])
  expect((await api.app.inject('/readyz')).json()).toEqual({ status: 'ready' })
  await holder.query('COMMIT')
  expect(await runSweep()).toMatchObject({ failed: 1 })
  expect(id('a')).toBeDefined()
})
