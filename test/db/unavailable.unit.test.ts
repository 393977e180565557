import { expect, test } from 'vitest'
import { asUnavailable } from '../../src/db/unavailable.ts'
import { UnavailableError } from '../../src/domain/errors.ts'

const withCode = (code: string): Error => Object.assign(new Error('of the driver'), { code })

test.each([
  ['25006', /read-only/],
  ['53300', /no free connection/],
  ['57P01', /shutting down/],
  ['57P02', /crash/],
  ['57P03', /starting up/],
  ['08006', /cannot be reached/],
  ['ECONNREFUSED', /cannot be reached/],
])('the error %s is UnavailableError, which names the cause and keeps the original error', (code, cause) => {
  const error = withCode(code)
  const unavailable = asUnavailable(error)
  expect(unavailable).toBeInstanceOf(UnavailableError)
  expect(unavailable).toMatchObject({
    message: expect.stringMatching(cause) as unknown,
    retryAfterMs: 1_000,
    cause: error,
  })
})

test.each(['22008', '23505', '28P01', '40P01', '42501', '42P01', '53100', 'XX000'])(
  'the error %s stays as it is',
  (code) => {
    const error = withCode(code)
    expect(asUnavailable(error)).toBe(error)
  },
)
