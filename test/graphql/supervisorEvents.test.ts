import { expect, test } from 'vitest'
import { givenTree } from '../support/givenTree.ts'
import { withApi } from '../support/withApi.ts'
import { withSockets } from '../support/withSockets.ts'

const api = withApi()
const sockets = withSockets(api)

test('smoke', async () => {
  const id = await givenTree(api.pool, 'a > b, c')
  const q = sockets.follow('{ stats { supervisors } }')
  await q.ended
  console.log(JSON.stringify(q.answers), q.end)
  const bad = sockets.follow('{ stats { supervisors ')
  await bad.ended
  console.log(JSON.stringify(bad.answers), JSON.stringify(bad.end))
  const f = sockets.follow(`subscription { supervisorEvents(within: "${id('a')}") { ... on SupervisorEvent { cursor type supervisor { name status } } ... on ResyncRequired { reason } } }`)
  await new Promise((r) => setTimeout(r, 500))
  await api.pool.query(`UPDATE supervisors SET status = 'PAUSED'`)
  await new Promise((r) => setTimeout(r, 700)); console.log(f.end, JSON.stringify(f.answers), api.statements.slice(-6))
  console.log(JSON.stringify(f.answers, null, 1), f.end)
  f.stop()
  await f.ended
  console.log(f.end)
})
