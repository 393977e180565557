import { beforeEach, describe, expect, test } from 'vitest'
import { withApi } from '../../support/api/withApi.ts'
import { clearHierarchy } from '../../support/database/clearHierarchy.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'

const api = withApi()
let id: IdOf

beforeEach(async () => {
  await clearHierarchy(api.pool)
  id = await givenTree(api.pool, 'root > child')
  await givenMember(api.pool, await givenTeam(api.pool, id('child'), 'team'), '00000000-0000-4000-8000-0000000000a1')
  api.statements.length = 0
})

interface Stats {
  stats: { supervisors: number; computedAt: string }
}
const statsOf = async (args: string): Promise<Stats['stats']> => {
  const { data, errors } = await api.request<Stats, object>(`{ stats(${args}) { supervisors computedAt } }`)
  if (!data) throw new Error(JSON.stringify(errors))
  return data.stats
}
const addChild = () =>
  api.pool.query(`INSERT INTO supervisors (name, parent_id) VALUES (gen_random_uuid(), $1)`, [id('root')])

test('requests share counts until these are older than a request accepts', async () => {
  const first = await statsOf(`within: "${id('root')}"`)
  await addChild()
  expect(await statsOf(`within: "${id('root')}"`)).toEqual(first)
  expect(await statsOf(`within: "${id('root')}", maxAgeSeconds: 3600`)).toEqual(first)
  expect(api.statements).toHaveLength(1)

  const exact = await statsOf(`within: "${id('root')}", maxAgeSeconds: 0`)
  expect(exact.supervisors).toBe(3)
  expect(exact.computedAt > first.computedAt).toBe(true)
  expect(await statsOf(`within: "${id('root')}"`)).toEqual(exact) // the newest counts are kept
})

test('a thousand dashboards that ask at once cost one statement', async () => {
  const query = `{ supervisor(id: "${id('root')}") { stats { supervisors teams activeAgents byHealth { count } } } }`
  const results = await Promise.all(Array.from({ length: 1_000 }, () => api.request(query)))
  for (const result of results) expect(result).toEqual(results[0])
  expect(api.statements.filter((text) => text.includes('"computedAt"'))).toHaveLength(1)
})

describe('the statement of', () => {
  test.each([
    ['supervisors', ['supervisor_team', 'missed_heartbeats']],
    ['byHealth { count }', ['supervisor_team']],
    ['teams', ['supervisor_team_members', 'missed_heartbeats']],
    ['activeAgents', ['missed_heartbeats']],
    ['computedAt', ['supervisor_team', 'missed_heartbeats', 'count(*)']],
    ['__typename', ['supervisor_team', 'missed_heartbeats', 'count(*)']],
  ])('%s computes nothing else', async (selection, absent) => {
    for (const query of [
      `{ stats(maxAgeSeconds: 0) { ${selection} } }`,
      `{ stats { ...F } } fragment F on HierarchyStats { ${selection} }`,
    ])
      expect(await api.request(query)).not.toHaveProperty('errors')
    for (const text of api.statements) for (const part of absent) expect(text).not.toContain(part)
  })
})

test('the payload of a mutation counts the change', async () => {
  const spawn = (name: string) =>
    api.request(
      `mutation { spawnSupervisor(input: { name: "${name}", parentId: "${id('root')}" }) {
        ... on SpawnSupervisorPayload { supervisor { parent { stats { supervisors } } } } } }`,
    )
  for (const [name, supervisors] of [
    ['a', 3],
    ['b', 4],
  ] as const)
    expect(await spawn(name)).toEqual({
      data: { spawnSupervisor: { supervisor: { parent: { stats: { supervisors } } } } },
    })
})

test.each([-1, 3601])('refuses the maximum age %i', async (age) => {
  expect(await api.request(`{ stats(maxAgeSeconds: ${age}) { supervisors } }`)).toMatchObject({
    errors: [{ message: `maxAgeSeconds: expected 0 to 3600, got ${age}.`, extensions: { code: 'BAD_USER_INPUT' } }],
  })
})
