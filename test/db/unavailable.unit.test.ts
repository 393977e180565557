import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { findCause } from '../../src/db/causes.ts'
import { asUnavailable, asUncertain, isDataError } from '../../src/db/unavailable.ts'
import { UnavailableError } from '../../src/domain/errors.ts'

const withCode = (code: string): Error => Object.assign(new Error('of the driver'), { code })

// [code, part of the reason, whether an operator must act, whether waiting never helps]
test.each([
  ['25006', /read-only/, true, false],
  ['28000', /refuses the login/, true, true],
  ['28P01', /refuses the login/, true, true],
  ['3D000', /does not exist/, true, true],
  ['40P01', /locked the same rows/, false, false],
  ['42501', /lacks privileges/, true, true],
  ['53100', /disk of the database is full/, true, false],
  ['53200', /out of memory/, true, false],
  ['53300', /no free connection/, false, false],
  ['57P01', /shutting down/, false, false],
  ['57P02', /crash/, false, false],
  ['57P03', /starting up/, false, false],
  ['08006', /cannot be reached/, false, false],
  ['ECONNREFUSED', /cannot be reached/, false, false],
  ['EAI_AGAIN', /cannot be resolved/, false, false],
  ['ENOTFOUND', /is unknown/, false, false],
  ['SELF_SIGNED_CERT_IN_CHAIN', /TLS/, true, true],
  ['ERR_TLS_CERT_ALTNAME_INVALID', /TLS/, true, true],
])(
  'the error %s is UnavailableError, which names the cause and keeps the original error',
  (code, reason, repair, final) => {
    const error = withCode(code)
    const unavailable = asUnavailable(error)
    expect(unavailable).toBeInstanceOf(UnavailableError)
    expect(unavailable).toMatchObject({
      message: expect.stringMatching(reason) as unknown,
      effect: null,
      retryAfterMs: 1_000,
      cause: error,
    })
    expect(String(unavailable)).not.toMatch(/changed/)
    const cause = findCause(error)
    expect([cause?.repair !== null, cause?.isFinal]).toEqual([repair, final])
  },
)

test.each([
  ['The server does not support SSL connections', /TLS/, true],
  ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', /refuses the login/, true],
  ['unsupported startup parameter: statement_timeout', /pooler.*refuses session settings/, true],
  ['transaction blocks not allowed in statement pooling mode', /pooler.*shares sessions/, true],
  ['timeout exceeded when trying to connect', /Connection timeout/, false],
  ['Connection terminated unexpectedly', /broke/, false],
])('the message %j has a cause', (message, reason, isFinal) => {
  expect(findCause(new Error(message))).toMatchObject({ reason: expect.stringMatching(reason) as unknown, isFinal })
})

const reported = (severity: string, code: string, message = 'of the database'): Error =>
  Object.assign(new pg.DatabaseError(message, 0, 'error'), { severity, code })

test.each([
  ['22007', 'invalid input syntax for type timestamp: "my-certificate"'],
  ['22P02', 'invalid input syntax for type uuid: "statement pooling"'],
  ['22P02', 'invalid input syntax for type uuid: "unsupported startup parameter"'],
  ['23505', 'the key (name)=(SASL) exists: Connection terminated'],
])('the error %s of PostgreSQL stays as it is, whatever value its message contains: %s', (code, message) => {
  const error = reported('ERROR', code, message)
  expect(asUnavailable(error)).toBe(error)
  expect(isDataError(asUnavailable(error))).toBe(code.startsWith('22'))
})

test.each([
  ['unsupported startup parameter: jit', /refuses session settings/],
  ['transaction blocks not allowed in statement pooling mode', /shares sessions/],
])('the error of a pooler %j has a cause', (message, reason) => {
  expect(findCause(reported('FATAL', '08P01', message))?.reason).toMatch(reason)
})

test('an unreadable certificate file is named, and a missing socket is temporary', () => {
  const missing = (syscall: string): Error => Object.assign(withCode('ENOENT'), { syscall, path: '/etc/ca.pem' })
  expect(findCause(missing('open'))).toMatchObject({
    reason: 'The certificate file /etc/ca.pem cannot be read (ENOENT).',
    isFinal: true,
  })
  expect(findCause(missing('connect'))).toMatchObject({ reason: 'The database cannot be reached.', isFinal: false })
})

test.each(['22008', '23505', '42P01', 'XX000'])('the error %s is not converted', (code) => {
  const error = withCode(code)
  expect(asUnavailable(error)).toBe(error)
})

describe('the error of a commit', () => {
  test.each([
    ['an ERROR that the database reported', reported('ERROR', '57014')],
    ['a refused connection', reported('FATAL', '53300')],
    ['a connection that was never made', withCode('ECONNREFUSED')],
  ])('stays as it is for %s', (_name, error) => {
    const unavailable = asUnavailable(error)
    expect(asUncertain(unavailable)).toBe(unavailable)
  })

  test.each([
    ['the end of the session', reported('FATAL', '57P01')],
    ['an unknown end of the session', reported('PANIC', 'XX000')],
    ['a broken connection', withCode('ECONNRESET')],
    ['a timeout of the driver', new Error('Query read timeout')],
    ['any other error without a response', new TypeError('a defect')],
  ])('is UNKNOWN for %s', (_name, error) => {
    expect(asUncertain(asUnavailable(error), undefined, ['id'])).toMatchObject({
      code: 'UNAVAILABLE',
      effect: 'UNKNOWN',
      ids: ['id'],
      message: expect.stringContaining('It is unknown whether the change was committed') as unknown,
    })
  })
})
