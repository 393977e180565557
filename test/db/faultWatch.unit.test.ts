import { expect, test } from 'vitest'
import { createFaultWatch, type Fault } from '../../src/db/createFaultWatch.ts'
import { asUnavailable } from '../../src/db/unavailable.ts'

const failure = (code: string): unknown => asUnavailable(Object.assign(new Error(`PostgreSQL says ${code}`), { code }))

function watch() {
  const clock = { ms: 0 }
  const reported: string[] = []
  const faults = createFaultWatch(
    ({ detail }: Fault) => reported.push(detail),
    () => clock.ms,
  )
  return { clock, reported, faults }
}

test('a failure that an operator must repair is reported once in 10 s for each cause, with the message of PostgreSQL', () => {
  const { clock, reported, faults } = watch()
  for (const code of ['53100', '53100', '42501', '53100']) faults.note({ text: 'INSERT', error: failure(code) })
  expect(reported).toEqual(['PostgreSQL says 53100', 'PostgreSQL says 42501'])
  clock.ms = 9_999
  faults.note({ text: 'UPDATE', error: failure('53100') })
  expect(reported).toHaveLength(2)
  clock.ms = 10_000
  faults.note({ text: 'UPDATE', error: failure('53100') })
  expect(reported).toHaveLength(3)
})

test('a temporary failure and an error of the statement are neither reported nor remembered', () => {
  const { reported, faults } = watch()
  for (const code of ['57P01', '53300', 'ECONNREFUSED', '23505', '22008'])
    faults.note({ text: 'INSERT', error: failure(code) })
  expect([reported, faults.current()]).toEqual([[], null])
})

test('a failure is remembered until its statement succeeds, or for 15 s after its last occurrence', () => {
  const { clock, faults } = watch()
  faults.note({ text: 'INSERT', error: failure('53100') })
  faults.note({ text: 'SELECT', error: undefined })
  expect(faults.current()?.reason).toBe('The disk of the database is full.')
  faults.note({ text: 'INSERT', error: undefined })
  expect(faults.current()).toBeNull()

  faults.note({ text: 'INSERT', error: failure('53100') })
  clock.ms = 15_000
  expect(faults.current()).not.toBeNull()
  clock.ms = 15_001
  expect(faults.current()).toBeNull()
})
