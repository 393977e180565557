import { setTimeout as sleep } from 'node:timers/promises'
import { buildHostileFleet } from './isolation/fleet.ts'
import { startHostileClients } from './isolation/hostileClients.ts'
import { startProbes } from './isolation/probes.ts'
import { probesOf } from './isolation/service.ts'
import { startStateLog } from './isolation/serverState.ts'
import { describeProbes, describeState, describeOutcomes } from './isolation/describe.ts'
import { openHttpClient } from './support/load.ts'
import { startServer } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'
const seconds = Number(process.argv[2] ?? 12)
await withTemporaryDatabase(async (database) => {
  const session = await database.newSession()
  const { id, reporting } = await buildHostileFleet(session, { supervisors: 30_000, members: 30_000, events: 20_000, reporting: 500 })
  const server = await startServer(database.url, process.argv[3], { LOG_LEVEL: 'warn' })
  const client = openHttpClient(server.url, 200)
  const probes = probesOf(client, server.url, reporting)
  const probing = startProbes(probes)
  const state = startStateLog(server)
  let stop = false
  const changing = (async () => { for (let i = 0; !stop; i++) { await session.query('UPDATE supervisors SET description = $1 WHERE id = $2', ['c' + i, id]); await sleep(200) } })()
  const measure = async (phase: 'alone' | 'hostile') => { await sleep(3000); await state.record(phase); probing.record(phase); await sleep(seconds * 1000); probing.record(null); await state.record(null) }
  await measure('alone')
  const clients = startHostileClients(server.url.href, id)
  await measure('hostile')
  const t = performance.now()
  const reports = await Promise.all(clients.map((c) => c.stop()))
  console.log('stop took', Math.round(performance.now() - t))
  stop = true
  await Promise.all([probing.stop(), changing])
  console.log(describeProbes(probes, probing, 'quick'))
  console.log(describeState(state))
  if (process.argv[4]) console.log(describeOutcomes(reports))
  client.close(); state.stop(); await server.stop()
})
