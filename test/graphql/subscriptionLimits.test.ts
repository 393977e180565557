import { beforeAll, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'

const api = withApi({ env: { MAX_RESULT_SIZE: '500000' } })
const sockets = withSockets(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > a')
  await api.pool.query(`UPDATE supervisors SET config = jsonb_build_object('text', repeat('x', 50000)) WHERE id = $1`, [
    id('root'),
  ])
})

const follow = (fields: string) =>
  sockets.follow<unknown, unknown>(`subscription { supervisorEvents { ... on SupervisorEvent { type ${fields} } } }`)

test('a subscription ends with an error at the first event that exceeds a limit, and others continue', async () => {
  const hungry = follow(`supervisor { ${Array.from({ length: 20 }, (_, i) => `a${i}: config`).join(' ')} }`)
  const modest = follow('supervisor { name }')
  await sockets.untilStarted(2)
  await api.pool.query(`UPDATE supervisors SET description = 'changed' WHERE id = $1`, [id('root')])
  await hungry.ended
  expect(hungry.answers).toEqual([])
  expect(hungry.end?.error).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED', bound: 'resultSize' } }])
  await expect.poll(() => modest.answers).toHaveLength(1)
  expect(modest.end).toBe(undefined)
})
