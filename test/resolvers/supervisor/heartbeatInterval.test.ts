import { randomUUID } from 'node:crypto'
import { afterEach, describe, expect, test } from 'vitest'
import { withApi } from '../../support/api/withApi.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree } from '../../support/database/givenTree.ts'

/** `config.heartbeat_interval` of supervisors, in every mutation that accepts it. */

const api = withApi()
afterEach(() => api.pool.query('TRUNCATE supervisors, supervisor_events CASCADE'))

async function mutate(mutation: string, input: object): Promise<unknown> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const { data, errors } = await api.request<{ result: unknown }, object>(
    `mutation ($input: ${type}Input!) {
       result: ${mutation}(input: $input) { __typename ... on Error { message } ... on ValidationError { path } }
     }`,
    { input },
  )
  expect(errors).toBeUndefined()
  return data?.result
}

describe.each([5, 9, 301, 1000, 59.5, 1e9, -30, 0, '60', null, true, [60], { seconds: 60 }])(
  'the heartbeat interval %j',
  (interval) => {
    const config = { heartbeat_interval: interval }
    const refusal = (...path: string[]) => ({
      __typename: 'ValidationError',
      path: ['input', ...path, 'heartbeat_interval'],
      message: `input.${path.join('.')}.heartbeat_interval: expected a whole number of seconds from 10 to 300, got ${JSON.stringify(interval)}.`,
    })

    test('is refused, and nothing is written', async () => {
      const id = (await givenTree(api.pool, 'a'))('a')
      const before = await dumpTables(api.pool)
      expect(await mutate('spawnSupervisor', { name: 'b', config })).toEqual(refusal('config'))
      const supervisors = [{ id: randomUUID(), name: 'b', config }]
      expect(await mutate('spawnHierarchy', { supervisors })).toEqual(refusal('supervisors', '0', 'config'))
      expect(await mutate('updateSupervisor', { id, config })).toEqual(refusal('config'))
      // null removes the key
      if (interval !== null)
        expect(await mutate('updateSupervisor', { id, mergeConfig: config })).toEqual(refusal('mergeConfig'))
      expect(await dumpTables(api.pool)).toEqual(before)
    })

    test('that another writer stored prevents no other change, and can be replaced and removed', async () => {
      const id = (await givenTree(api.pool, 'a'))('a')
      await api.pool.query('UPDATE supervisors SET config = $1', [config])
      const updated = { __typename: 'UpdateSupervisorPayload' }
      expect(await mutate('updateSupervisor', { id, name: 'b', mergeConfig: { model: 'm' } })).toEqual(updated)
      const { rows } = await api.pool.query('SELECT config FROM supervisors')
      expect(rows).toEqual([{ config: { ...config, model: 'm' } }])
      expect(await mutate('updateSupervisor', { id, mergeConfig: { heartbeat_interval: 60 } })).toEqual(updated)
      expect(await mutate('updateSupervisor', { id, mergeConfig: { heartbeat_interval: null } })).toEqual(updated)
    })
  },
)

test.each([10, 30, 300])('the heartbeat interval %i is accepted', async (interval) => {
  expect(await mutate('spawnSupervisor', { name: 'b', config: { heartbeat_interval: interval } })).toEqual({
    __typename: 'SpawnSupervisorPayload',
  })
})
