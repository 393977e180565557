import { expect, test } from 'vitest'
import { createHeartbeatTrouble } from '../../src/supervision/heartbeatTrouble.ts'

test('a thousand supervisors whose rows are locked are listed, and are no trouble', () => {
  const trouble = createHeartbeatTrouble()
  const ids = Array.from({ length: 1_000 }, (_, i) => `s${i}`)
  for (const id of [...ids, ...ids]) trouble.noteLockedOut(id)
  expect(trouble.lockedOut).toEqual(ids)
  expect(trouble.ageMs).toBe(null)
})

test('more supervisors whose rows are locked than the list holds are trouble of the server', () => {
  const trouble = createHeartbeatTrouble()
  for (let i = 0; i <= 1_000; i++) trouble.noteLockedOut(`s${i}`)
  expect(trouble.lockedOut).toHaveLength(1_000)
  expect(trouble.lockedOut).not.toContain('s0')
  expect(trouble.ageMs).not.toBe(null)
})
