import { beforeAll, describe, expect, test } from 'vitest'
import { supervisorStatuses } from '../../../src/domain/glossary.ts'
import { allowedSupervisorActions } from '../../../src/domain/lifecycle.ts'
import { graphql } from '../../generated/index.ts'
import { givenRow } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()

const fields = graphql(`
  query SupervisorFields($id: ID!) {
    supervisor(id: $id) {
      id
      name
      description
      status
      statusReason
      statusChangedAt
      config
      policyVersionId
      hierarchyLevel
      healthMetrics
      lastHeartbeat
      incarnation
      version
      createdAt
      updatedAt
    }
  }
`)

test('every column is returned as it is stored, times in UTC with milliseconds', async () => {
  const policy = '0F0E0D0C-0B0A-0908-0706-050403020100'
  const id = await givenRow(api.pool, 'supervisors', {
    name: '“Ünïcode”  🦀 %_\\',
    description: 'two\nlines',
    status: 'FAILED',
    status_reason: 'disk full',
    status_changed_at: '2026-03-01T00:00:00.001',
    config: '{"b": [1, 2.50, 1e3, null, {"deep": "é"}], "a": {}, "9": true, "10": "x"}',
    policy_version_id: policy,
    health_metrics: '{"cpu": 0.25}',
    last_heartbeat: '2026-02-28T23:59:59.999',
    incarnation: 4,
    created_at: '0001-01-01T00:00:00.000',
    updated_at: '9999-12-31T23:59:59.999',
  })
  const { supervisor } = await api.data(fields, { id: id.toUpperCase() })
  expect(supervisor).toEqual({
    id,
    name: '“Ünïcode”  🦀 %_\\',
    description: 'two\nlines',
    status: 'FAILED',
    statusReason: 'disk full',
    statusChangedAt: '2026-03-01T00:00:00.001Z',
    config: { a: {}, b: [1, 2.5, 1000, null, { deep: 'é' }], 9: true, 10: 'x' },
    policyVersionId: policy.toLowerCase(),
    hierarchyLevel: 0,
    healthMetrics: { cpu: 0.25 },
    lastHeartbeat: '2026-02-28T23:59:59.999Z',
    incarnation: 4,
    version: 1,
    createdAt: '0001-01-01T00:00:00.000Z',
    updatedAt: '9999-12-31T23:59:59.999Z',
  })
})

test('columns that were never set are null, {} or their default', async () => {
  const id = await givenRow(api.pool, 'supervisors', { name: 'plain' })
  const { supervisor } = await api.data(fields, { id })
  expect(supervisor).toMatchObject({
    description: null,
    status: 'SPAWNING',
    statusReason: null,
    config: {},
    policyVersionId: null,
    healthMetrics: {},
    lastHeartbeat: null,
    incarnation: 1,
    version: 1,
  })
  expect(supervisor?.createdAt).toBe(supervisor?.updatedAt)
})

test('a change in SQL increases `version` and `updatedAt`, and a heartbeat increases neither', async () => {
  const id = await givenRow(api.pool, 'supervisors', { name: 'changing', updated_at: '2026-01-01T00:00:00.000' })
  await api.pool.query(`UPDATE supervisors SET last_heartbeat = timezone('utc', now()) WHERE id = $1`, [id])
  expect((await api.data(fields, { id })).supervisor).toMatchObject({
    version: 1,
    updatedAt: '2026-01-01T00:00:00.000Z',
  })
  await api.pool.query(`UPDATE supervisors SET name = 'changed' WHERE id = $1`, [id])
  const { supervisor } = await api.data(fields, { id })
  expect(supervisor?.version).toBe(2)
  expect(Date.parse(supervisor?.updatedAt ?? '')).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'))
})

test('an unknown id and the id of a team are null', async () => {
  expect(await api.data(fields, { id: '00000000-0000-0000-0000-000000000000' })).toEqual({ supervisor: null })
  const supervisorId = await givenRow(api.pool, 'supervisors', { name: 'with a team' })
  const team = await givenRow(api.pool, 'supervisor_teams', { supervisor_id: supervisorId, name: 'team' })
  expect(await api.data(fields, { id: team })).toEqual({ supervisor: null })
})

describe('in a tree of all statuses', () => {
  let id: IdOf
  beforeAll(async () => {
    id = await givenTree(
      api.pool,
      `root > [run > [run-leaf:SPAWNING, run-over:TERMINATED],
               held:PAUSED > [mid > [broken:FAILED > [under, under-paused:PAUSED, under-failed:FAILED, under-over:TERMINATED], starting:SPAWNING > leaf]],
               down:FAILED > last]`,
    )
  })

  const place = graphql(`
    query SupervisorPlace($id: ID!) {
      supervisor(id: $id) {
        hierarchyLevel
        parent {
          name
        }
        root {
          name
        }
        ancestors {
          name
          hierarchyLevel
        }
        status
        effectiveStatus
        blockedBy {
          name
          status
        }
        allowedActions
      }
    }
  `)
  const placeOf = async (name: string) => (await api.data(place, { id: id(name) })).supervisor

  test('a root has no parent and no ancestors, and is its own root', async () => {
    expect(await placeOf('root')).toMatchObject({
      hierarchyLevel: 0,
      parent: null,
      root: { name: 'root' },
      ancestors: [],
      effectiveStatus: 'ACTIVE',
      blockedBy: null,
    })
  })

  test('ancestors are listed from the root down, without the supervisor itself', async () => {
    expect(await placeOf('under')).toMatchObject({
      hierarchyLevel: 4,
      parent: { name: 'broken' },
      root: { name: 'root' },
      ancestors: [
        { name: 'root', hierarchyLevel: 0 },
        { name: 'held', hierarchyLevel: 1 },
        { name: 'mid', hierarchyLevel: 2 },
        { name: 'broken', hierarchyLevel: 3 },
      ],
    })
  })

  test.each([
    ['run', 'ACTIVE', null],
    ['run-leaf', 'SPAWNING', null],
    ['run-over', 'TERMINATED', null],
    ['held', 'PAUSED', null],
    ['mid', 'BLOCKED', 'held'],
    ['starting', 'BLOCKED', 'held'],
    ['leaf', 'BLOCKED', 'held'],
    ['broken', 'FAILED', null],
    ['under', 'BLOCKED', 'broken'],
    ['under-paused', 'PAUSED', null],
    ['under-failed', 'FAILED', null],
    ['under-over', 'TERMINATED', null],
    ['down', 'FAILED', null],
    ['last', 'BLOCKED', 'down'],
  ])('the supervisor %s has the effective status %s (blocked by: %s)', async (name, effectiveStatus, blocker) => {
    const supervisor = await placeOf(name)
    expect(supervisor?.effectiveStatus).toBe(effectiveStatus)
    expect(supervisor?.blockedBy?.name ?? null).toBe(blocker)
  })

  test.each(supervisorStatuses)('a supervisor that is %s allows the actions of the lifecycle', async (status) => {
    const name = { SPAWNING: 'run-leaf', ACTIVE: 'run', PAUSED: 'held', FAILED: 'down', TERMINATED: 'run-over' }[status]
    expect(await placeOf(name)).toMatchObject({
      status,
      allowedActions: allowedSupervisorActions({ status, incarnation: 1 }, false),
    })
  })

  test('a move in SQL immediately changes the parent, the root, the ancestors, the level and the blocking ancestor', async () => {
    await api.pool.query('UPDATE supervisors SET parent_id = $1 WHERE id = $2', [id('run'), id('starting')])
    expect(await placeOf('leaf')).toMatchObject({
      hierarchyLevel: 3,
      ancestors: [{ name: 'root' }, { name: 'run' }, { name: 'starting' }],
      effectiveStatus: 'ACTIVE',
      blockedBy: null,
    })
    await api.pool.query('UPDATE supervisors SET parent_id = NULL WHERE id = $1', [id('starting')])
    expect(await placeOf('leaf')).toMatchObject({ root: { name: 'starting' }, hierarchyLevel: 1 })
  })
})
