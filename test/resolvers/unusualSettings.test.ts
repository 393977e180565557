import { beforeAll, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { fetchUnusualSettings } from '../support/database/unusualSettings.ts'
import { aMoment } from '../support/events/withDirectWriter.ts'
import { withHeartbeats } from '../support/supervision/withHeartbeats.ts'

const api = withApi()
const { follow, untilStarted } = withSockets(api)
const { beat } = withHeartbeats(api)

beforeAll(async () => {
  const name = new URL(api.url).pathname.slice(1)
  for (const [setting, value] of await fetchUnusualSettings(api.pool)) {
    await api.pool.query(`ALTER DATABASE ${name} SET ${setting} = '${value}'`)
  }
})

test('on a database with unusual settings, writes, reads, heartbeats and subscriptions work as usual', async () => {
  const followed = follow<{ supervisorEvents: object }, object>(
    'subscription { supervisorEvents { ... on SupervisorEvent { type at supervisor { name } } } }',
  )
  await untilStarted()
  const { data } = await api.request<{ spawnSupervisor: { supervisor: { id: string } } }, object>(
    `mutation { spawnSupervisor(input: { name: "Zoë \\\\ 'x'", config: { rate: 0.1234567890123 } }) {
      ... on SpawnSupervisorPayload { supervisor { id } } } }`,
  )
  const supervisorId = data?.spawnSupervisor.supervisor.id ?? ''
  expect(await beat({ supervisorId, metrics: { load: 0.30000000000000004 } })).toMatchObject({
    accepted: true,
    status: 'ACTIVE',
    dueAt: aMoment,
  })
  const name = "Zoë \\ 'x'"
  expect(
    await api.request(
      `{ supervisors(filter: { nameContains: "Zo" }, orderBy: { field: CREATED_AT }) {
        nodes { name createdAt lastHeartbeat config healthMetrics health { state dueAt } children { totalCount } } }
        events(first: 5) { nodes { type at } } }`,
    ),
  ).toEqual({
    data: {
      supervisors: {
        nodes: [
          {
            name,
            createdAt: aMoment,
            lastHeartbeat: aMoment,
            config: { rate: 0.1234567890123 },
            healthMetrics: { load: 0.30000000000000004 },
            health: { state: 'HEALTHY', dueAt: aMoment },
            children: { totalCount: 0 },
          },
        ],
      },
      events: {
        nodes: [
          { type: 'SUPERVISOR_STATUS_CHANGED', at: aMoment },
          { type: 'SUPERVISOR_SPAWNED', at: aMoment },
        ],
      },
    },
  })
  await expect.poll(() => followed.answers.length).toBe(2)
  expect(followed.answers).toMatchObject([
    { data: { supervisorEvents: { type: 'SUPERVISOR_SPAWNED', at: aMoment, supervisor: { name } } } },
    { data: { supervisorEvents: { type: 'SUPERVISOR_STATUS_CHANGED', at: aMoment, supervisor: { name } } } },
  ])
})
