import { expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'
import { eventsOf, verifyEventLogAfterEach } from '../../support/events/eventsOf.ts'
import { aMoment, withDirectWriter } from '../../support/events/withDirectWriter.ts'

const db = withDatabase()
const ofSupervisor = withDirectWriter(db)
verifyEventLogAfterEach(db)

test('the INSERT of a supervisor records one event with all its fields', async () => {
  const id = await givenTree(db.pool, 'root')
  const child = '0a0a0a0a-0000-4000-8000-000000000001'
  const events = await eventsOf(db, () =>
    db.pool.query(
      `INSERT INTO supervisors (id, name, parent_id, description, config, policy_version_id, status_changed_at, created_at, version)
       VALUES ($1, 'child', $2, 'what for', '{"a": [1, {"b": null}]}', $1, '2026-01-02 03:04:05.678', '2026-01-02 03:04:05', 9)`,
      [child, id('root')],
    ),
  )
  expect(events).toEqual([
    {
      ...ofSupervisor(child),
      type: 'SUPERVISOR_SPAWNED',
      version: 1,
      path: [id('root'), child],
      before: null,
      after: {
        name: 'child',
        description: 'what for',
        status: 'SPAWNING',
        statusReason: null,
        statusChangedAt: '2026-01-02T03:04:05.678Z',
        config: { a: [1, { b: null }] },
        parentId: id('root'),
        hierarchyLevel: 1,
        policyVersionId: child,
        incarnation: 1,
        createdAt: '2026-01-02T03:04:05.000Z',
      },
    },
  ])
})

const uuid = '0a0a0a0a-0000-4000-8000-000000000002'
/** An assignment, the type of its event, the old and new values of the changed fields, and the reason. */
const updates: [assignment: string, type: string, before: object, after: object, reason?: string][] = [
  [`name = 'b'`, 'SUPERVISOR_UPDATED', { name: 'a' }, { name: 'b' }],
  [`description = 'x'`, 'SUPERVISOR_UPDATED', { description: null }, { description: 'x' }],
  [`config = '{"k": 1}'`, 'SUPERVISOR_UPDATED', { config: {} }, { config: { k: 1 } }],
  [`policy_version_id = '${uuid}'`, 'SUPERVISOR_UPDATED', { policyVersionId: null }, { policyVersionId: uuid }],
  [
    `created_at = '2026-01-01'`,
    'SUPERVISOR_UPDATED',
    { createdAt: '2025-01-01T00:00:00.000Z' },
    { createdAt: '2026-01-01T00:00:00.000Z' },
  ],
  [`incarnation = 2`, 'SUPERVISOR_UPDATED', { incarnation: 1 }, { incarnation: 2 }],
  [`status_reason = 'x'`, 'SUPERVISOR_UPDATED', { statusReason: null }, { statusReason: 'x' }],
  [
    `status_changed_at = '2026-01-01'`,
    'SUPERVISOR_UPDATED',
    { statusChangedAt: '2025-01-01T00:00:00.000Z' },
    { statusChangedAt: '2026-01-01T00:00:00.000Z' },
  ],
  [
    `status = 'PAUSED', status_reason = 'night', name = 'b'`,
    'SUPERVISOR_STATUS_CHANGED',
    { name: 'a', status: 'ACTIVE', statusReason: null, statusChangedAt: '2025-01-01T00:00:00.000Z' },
    { name: 'b', status: 'PAUSED', statusReason: 'night', statusChangedAt: aMoment },
    'night',
  ],
  [`spawn_hash = '\\x00'`, 'SUPERVISOR_UPDATED', {}, {}],
  [`name = 'b', last_heartbeat = now()`, 'SUPERVISOR_UPDATED', { name: 'a' }, { name: 'b' }],
  [`name = 'b', version = 77, updated_at = now()`, 'SUPERVISOR_UPDATED', { name: 'a' }, { name: 'b' }],
]
const givenA = async (): Promise<string> => {
  await db.pool.query(
    `INSERT INTO supervisors (id, name, status, created_at, status_changed_at) VALUES ('${uuid}', 'a', 'ACTIVE', '2025-01-01', '2025-01-01')`,
  )
  return uuid
}

test.each(updates)('UPDATE … SET %s records one event of type %s', async (assignment, type, before, after, reason) => {
  const id = await givenA()
  expect(await eventsOf(db, () => db.pool.query(`UPDATE supervisors SET ${assignment}`))).toEqual([
    { ...ofSupervisor(id), type, version: 2, path: [id], before, after, reason: reason ?? null },
  ])
})

test.each([
  `last_heartbeat = now()`,
  `last_heartbeat = now(), health_metrics = '{"load": 0.5}', heartbeat_sequence = 5, updated_at = now()`,
  `name = name, status = status, parent_id = parent_id, config = config`,
  `updated_at = now(), version = 99, hierarchy_level = 5, path = '{}'`,
])('UPDATE … SET %s records no event', async (assignment) => {
  await givenA()
  expect(await eventsOf(db, () => db.pool.query(`UPDATE supervisors SET ${assignment}`))).toEqual([])
})
