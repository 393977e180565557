import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi, type MockInstance } from 'vitest'
import { runWithLocks } from '../../prisma/engine/migrationRun.mjs'

const script = 'ALTER TABLE jobs ADD COLUMN size int'
const lockTimeout = (): pg.DatabaseError =>
  Object.assign(new pg.DatabaseError('canceling statement due to lock timeout', 0, 'error'), { code: '55P03' })

let stderr: MockInstance<typeof process.stderr.write>
beforeEach(() => {
  stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  stderr.mockRestore()
})

test('a migration starts again until it has its locks, and reports the first retry', async () => {
  let attempts = 0
  await runWithLocks(script, () => (++attempts < 3 ? Promise.reject(lockTimeout()) : Promise.resolve()))
  expect(attempts).toBe(3)
  expect(stderr.mock.calls).toEqual([
    [expect.stringMatching(/waits for a lock \(canceling statement due to lock timeout\).*120 s/)],
  ])
})

test('a migration without its locks fails after the deadline, with the error code and what to do', async () => {
  await expect(runWithLocks(script, () => Promise.reject(lockTimeout()), 0)).rejects.toMatchObject({
    code: '55P03',
    message: expect.stringMatching(/lock timeout.*rolled back.*pg_stat_activity/) as string,
  })
})

test('another error ends the migration at once', async () => {
  await expect(runWithLocks(script, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(stderr).not.toHaveBeenCalled()
})
