import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, type Config, type Environment } from '../src/config.ts'

/** The message with which an environment is refused. */
function refusal(env: Environment): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error(`${JSON.stringify(env)} was accepted, and should have been refused`)
}

/** Variable, key, default, a given text and the value that it means: one line per setting. */
const settings: readonly (readonly [
  variable: string,
  key: keyof Config,
  fallback: unknown,
  given: string,
  value: unknown,
])[] = [
  ['HOST', 'host', '127.0.0.1', '::1', '::1'],
  ['PORT', 'port', 4000, '0', 0],
  [
    'DATABASE_URL',
    'databaseUrl',
    undefined,
    'postgres://u:p@h.example.com:5432/x',
    'postgres://u:p@h.example.com:5432/x',
  ],
  ['DATABASE_POOL_SIZE', 'databasePoolSize', 10, '1000', 1000],
  ['CHANGE_POOL_SIZE', 'changePoolSize', 4, '1', 1],
  ['HEARTBEAT_POOL_SIZE', 'heartbeatPoolSize', 4, '1', 1],
  ['EMBEDDED', 'embedded', undefined, 'on', true],
  ['DATA_DIR', 'dataDir', '.data', '/var/lib/hierarchy', '/var/lib/hierarchy'],
  ['HIERARCHY_MAX_LEVEL', 'hierarchyMaxLevel', undefined, '0', 0],
  ['CONFIRM_ABOVE_AGENTS', 'confirmAboveAgents', 10, '0', 0],
  ['MAX_CHANGE_SIZE', 'maxChangeSize', 1_000_000, '10000000', 10_000_000],
  ['MIGRATE', 'migrate', true, 'off', false],
  ['DEMO', 'demo', true, 'off', false],
  ['JIT', 'jit', true, 'off', false],
  ['OPERATIONS_MANIFEST', 'operationsManifest', undefined, 'operations.json', 'operations.json'],
  ['OPERATIONS', 'operations', 'off', 'only', 'only'],
  [
    'CORS_ORIGINS',
    'corsOrigins',
    [],
    ' https://a.com , http://localhost:3000,',
    ['https://a.com', 'http://localhost:3000'],
  ],
  ['TRUST_PROXY', 'trustProxy', [], '10.0.0.5, 10.1.0.0/16,::1', ['10.0.0.5', '10.1.0.0/16', '::1']],
  ['PUBLIC_URL', 'publicUrl', undefined, 'https://Hierarchy.example.com/', 'https://hierarchy.example.com'],
  ['AUTH_ISSUER', 'authIssuer', undefined, 'https://login.example.com', 'https://login.example.com'],
  ['AUTH_AUDIENCE', 'authAudience', undefined, 'hierarchy', 'hierarchy'],
  ['AUTH_ACTOR_CLAIM', 'authActorClaim', 'sub', 'email', 'email'],
  ['AUTH_ROLE_CLAIM', 'authRoleClaim', 'role', 'hierarchy_role', 'hierarchy_role'],
  ['AUTH_WITHIN_CLAIM', 'authWithinClaim', undefined, 'hierarchy_within', 'hierarchy_within'],
  ['METRICS_TOKEN', 'metricsToken', undefined, '0123456789abcdef', '0123456789abcdef'],
  ['MAX_RESULT_FIELDS', 'maxResultFields', 500_000, '10000', 10_000],
  ['MAX_RESULT_SIZE', 'maxResultSize', 10_000_000, '100000', 100_000],
  ['REQUEST_TIMEOUT_MS', 'requestTimeoutMs', 10_000, '100', 100],
  ['MAX_CONNECTIONS', 'maxConnections', 5000, '1', 1],
  ['MAX_WEBSOCKETS', 'maxWebSockets', 1000, '1', 1],
  ['MAX_UNREAD_MEGABYTES', 'maxUnreadMegabytes', 256, '1', 1],
  ['MAX_RUNNING_OPERATIONS', 'maxRunningOperations', 1000, '1', 1],
  ['MAX_UNAUTHENTICATED_WEBSOCKETS', 'maxUnauthenticatedWebSockets', 100, '1', 1],
  ['MAX_SUBSCRIPTIONS_PER_ACTOR', 'maxSubscriptionsPerActor', 5000, '1', 1],
  ['RATE_LIMIT', 'rateLimit', undefined, '2000/20000', { perSecond: 2000, burst: 20_000 }],
  ['HEARTBEAT_RATE_LIMIT', 'heartbeatRateLimit', undefined, '1/1', { perSecond: 1, burst: 1 }],
  ['SHUTDOWN_DELAY_MS', 'shutdownDelayMs', 0, '5000', 5000],
  ['EVENT_RETENTION_DAYS', 'eventRetentionDays', 90, '1', 1],
  ['SPAWN_TIMEOUT_SECONDS', 'spawnTimeoutSeconds', 300, '1', 1],
  ['SWEEP_INTERVAL_MS', 'sweepIntervalMs', 5000, '100', 100],
  ['LOG_LEVEL', 'logLevel', 'info', 'silent', 'silent'],
  ['LOG_FD', 'logFd', 1, '3', 3],
  ['SLOW_OPERATION_MS', 'slowOperationMs', 1000, '1', 1],
  ['SLOW_STATEMENT_MS', 'slowStatementMs', 500, '1', 1],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'otlpEndpoint', undefined, 'http://collector:4318', 'http://collector:4318'],
  [
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'otlpTracesEndpoint',
    undefined,
    'https://collector/v1/traces',
    'https://collector/v1/traces',
  ],
  ['OTEL_SDK_DISABLED', 'otelDisabled', false, 'TRUE', true],
  ['LOG_OPERATIONS_PER_SECOND', 'logOperationsPerSecond', 100, '0', 0],
  ['NODE_ENV', 'production', false, 'production', true],
  ['INTROSPECTION', 'introspection', undefined, 'off', false],
  ['LANDING_PAGE', 'landingPage', undefined, 'on', true],
  ['EXPLORER', 'explorer', undefined, 'on', true],
]

/** Only one of them may be set. */
const keys: typeof settings = [
  ['AUTH_JWKS_URL', 'authJwksUrl', undefined, 'https://login.example.com/jwks', 'https://login.example.com/jwks'],
  [
    'AUTH_JWT_SECRET',
    'authJwtSecret',
    undefined,
    '0123456789abcdef0123456789abcdef',
    '0123456789abcdef0123456789abcdef',
  ],
]

test('an empty environment gives every setting its default', () => {
  expect(readConfig({})).toEqual(Object.fromEntries([...settings, ...keys].map(([, key, fallback]) => [key, fallback])))
})

test('.env.example gives exactly the defaults and names every setting', () => {
  const example = parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8'))
  expect(readConfig(example)).toEqual(readConfig({}))

  const asked = new Set<string>()
  const spy = new Proxy<Record<string, string>>({}, { get: (_, name) => void asked.add(String(name)) })
  readConfig(spy)
  expect(Object.keys(example).sort()).toEqual([...asked].sort())
})

test.each(keys)('every setting is read from its environment variable, with %s', (...key) => {
  const all = [...settings, key]
  const given = readConfig(Object.fromEntries(all.map(([variable, , , text]) => [variable, text])))
  expect(given).toEqual(expect.objectContaining(Object.fromEntries(all.map(([, name, , , value]) => [name, value]))))
})

test('all invalid settings are reported at once, one line each, in the order of .env.example', () => {
  const env = {
    SWEEP_INTERVAL_MS: '99',
    JIT: 'yes',
    PORT: 'http',
    AUTH_JWT_SECRET: 's3cret',
    DATABASE_URL: 'mysql://h',
  }
  expect(refusal(env).split('\n')).toEqual([
    'PORT: expected a whole number from 0 to 65535, got "http"',
    'DATABASE_URL: expected postgresql://user:password@host:port/database',
    'JIT: expected one of on, off, got "yes"',
    'AUTH_JWT_SECRET: expected at least 32 bytes',
    'SWEEP_INTERVAL_MS: expected a whole number from 100 to 3600000, got "99"',
  ])
})

describe('an invalid setting is refused in one line that names the variable and says what it accepts', () => {
  const integers = [
    ['PORT', 'a whole number from 0 to 65535', ['65536', '-1']],
    ['DATABASE_POOL_SIZE', 'a whole number from 1 to 1000', ['0', '1001']],
    ['CHANGE_POOL_SIZE', 'a whole number from 1 to 1000', ['0', '1001']],
    ['HEARTBEAT_POOL_SIZE', 'a whole number from 1 to 1000', ['0', '1001']],
    ['HIERARCHY_MAX_LEVEL', 'a whole number from 0 to 100', ['101', '-1']],
    ['CONFIRM_ABOVE_AGENTS', 'a whole number from 0 to 1000000000', ['1000000001']],
    ['MAX_CHANGE_SIZE', 'a whole number from 1 to 10000000', ['0', '10000001']],
    ['EVENT_RETENTION_DAYS', 'a whole number from 1 to 36500', ['0']],
    ['SPAWN_TIMEOUT_SECONDS', 'a whole number from 1 to 86400', ['0', '86401']],
    ['SWEEP_INTERVAL_MS', 'a whole number from 100 to 3600000', ['99']],
  ] as const
  const notIntegers = ['many', '1.5', '1e3', '0x10', ' 7', '7 ', '+7', '٣', '99999999999999999999', 'NaN']

  test.each(integers)('%s accepts %s', (name, expected, beyond) => {
    for (const value of [...beyond, ...notIntegers])
      expect(refusal({ [name]: value })).toBe(`${name}: expected ${expected}, got ${JSON.stringify(value)}`)
  })

  test.each(['MIGRATE', 'DEMO', 'JIT', 'INTROSPECTION', 'LANDING_PAGE', 'EXPLORER'])('%s accepts on or off', (name) => {
    for (const value of ['true', '0', 'ON', 'no'])
      expect(refusal({ [name]: value })).toBe(`${name}: expected one of on, off, got ${JSON.stringify(value)}`)
  })

  test.each([
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, got "loud"'],
    [{ OPERATIONS: 'on' }, 'OPERATIONS: expected one of off, log, only, got "on"'],
    [{ OPERATIONS: 'only' }, 'OPERATIONS: only requires OPERATIONS_MANIFEST. Set it to the path of the manifest.'],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS: expected origins such as https://dashboard.example.com'],
    [{ CORS_ORIGINS: 'https://a.example.com/' }, 'got "https://a.example.com/"'],
    [{ CORS_ORIGINS: 'https://a.example.com,b.example.com' }, 'got "b.example.com"'],
  ])('%o', (env, message) => {
    expect(refusal(env)).toContain(message)
  })

  test.each(['RATE_LIMIT', 'HEARTBEAT_RATE_LIMIT'])('%s accepts a rate and a burst', (name) => {
    for (const value of ['1', '1/', '/1', '0/1', '1/0', '1/1/1', '1.5/2', '-1/2', 'a/b', '1/1000000001', ' 1/1'])
      expect(refusal({ [name]: value })).toBe(
        `${name}: expected a rate per second and a burst such as 20000/200000, each from 1 to 1000000000, got ${JSON.stringify(value)}`,
      )
  })

  test('DATABASE_URL accepts only PostgreSQL URLs, and the message never shows the password', () => {
    for (const value of ['mysql://u:s3cret@h/d', 'u:s3cret@h/d', 'postgresql:// :s3cret@', 's3cret'])
      expect(refusal({ DATABASE_URL: value })).toBe(
        'DATABASE_URL: expected postgresql://user:password@host:port/database',
      )
    expect(refusal({ DATABASE_URL: 'postgresql://u:s3cret@h/d?schema=other' })).toBe(
      'DATABASE_URL: expected no `schema` parameter other than public',
    )
  })

  const loopbackUrl = 'http://127.0.0.1:9000/jwks'
  const jwt = { AUTH_ISSUER: 'https://login.example.com', AUTH_AUDIENCE: 'hierarchy' }

  test.each<[Environment, string]>([
    [
      { ...jwt, AUTH_JWKS_URL: 'http://login.example.com/jwks' },
      'AUTH_JWKS_URL: expected an https URL, or an http URL of',
    ],
    [{ ...jwt, AUTH_JWKS_URL: 'jwks' }, 'AUTH_JWKS_URL: expected an https URL'],
    [{ ...jwt, AUTH_JWKS_URL: loopbackUrl, AUTH_JWT_SECRET: 's'.repeat(32) }, 'AUTH_JWT_SECRET: expected no value'],
    [{ AUTH_JWKS_URL: loopbackUrl, AUTH_ISSUER: 'a' }, 'AUTH_AUDIENCE: expected a value, because AUTH_JWKS_URL'],
    [{ AUTH_JWT_SECRET: 's'.repeat(32), AUTH_AUDIENCE: 'a' }, 'AUTH_ISSUER: expected a value, because AUTH_JWKS_URL'],
    [{ AUTH_AUDIENCE: 'a' }, 'AUTH_AUDIENCE: expected AUTH_JWKS_URL or AUTH_JWT_SECRET too'],
    [
      { PUBLIC_URL: 'hierarchy.example.com' },
      'PUBLIC_URL: expected an origin such as https://hierarchy.example.com, got',
    ],
    [{ PUBLIC_URL: 'https://example.com/path' }, 'PUBLIC_URL: expected an origin'],
    [{ TRUST_PROXY: '10.0.0.5, proxy' }, 'TRUST_PROXY: expected addresses or networks such as 10.0.0.5'],
    [{ TRUST_PROXY: '10.0.0.0/33' }, 'got "10.0.0.0/33"'],
    [{ TRUST_PROXY: '0.0.0.0/0' }, 'got "0.0.0.0/0"'],
  ])('%o', (env, message) => {
    expect(refusal(env)).toContain(message)
  })

  test.each([
    ['AUTH_JWT_SECRET', 32],
    ['METRICS_TOKEN', 16],
  ])('%s has at least %i bytes, and its value is not shown', (name, bytes) => {
    expect(refusal({ ...jwt, [name]: 's3cret' })).toBe(`${name}: expected at least ${bytes} bytes`)
  })

  test('no value adds a line to the message', () => {
    const given: Environment[] = [
      { PORT: 'a\nb' },
      { PUBLIC_URL: 'a\nb' },
      { TRUST_PROXY: 'a\nb' },
      { CORS_ORIGINS: 'a\nb' },
      { LOG_LEVEL: 'a\nb' },
    ]
    for (const env of given) expect(refusal(env)).not.toContain('\n')
  })
})

test.each(['127.0.0.1', 'localhost', '::1', '0.0.0.0', '::', 'hierarchy.internal'])('HOST %s is accepted', (host) => {
  expect(readConfig({ HOST: host }).host).toBe(host)
})

test('an empty value means the default', () => {
  const names = ['HOST', 'PORT', 'DATABASE_URL', 'DATA_DIR', 'HIERARCHY_MAX_LEVEL', 'MIGRATE', 'CORS_ORIGINS']
  const auth = ['AUTH_JWKS_URL', 'AUTH_JWT_SECRET', 'AUTH_ISSUER', 'PUBLIC_URL', 'TRUST_PROXY', 'METRICS_TOKEN']
  const empty = Object.fromEntries([...names, ...auth].map((name) => [name, '']))
  expect(readConfig(empty)).toEqual(readConfig({}))
})

test.each([
  [{ NODE_ENV: 'production' }, 'NODE_ENV is production'],
  [{ EMBEDDED: 'off' }, 'EMBEDDED is off'],
])('with %j, DATABASE_URL is required', (env, reason) => {
  expect(refusal(env)).toBe(
    `DATABASE_URL: expected a value, because ${reason}. Set it, or set EMBEDDED=on to use the embedded PostgreSQL in DATA_DIR.`,
  )
  expect(() => readConfig({ ...env, DATABASE_URL: 'postgresql://h/d' })).not.toThrow()
})

test.each(['u:a/b@h/d', 'u:a#b@h/d', 'u:a?b@h/d', 'u:50%off@h/d', 'u:%@h/d'])(
  'the message for postgresql://%s mentions percent-encoding, and does not show the password',
  (rest) => {
    expect(refusal({ DATABASE_URL: `postgresql://${rest}` })).toBe(
      'DATABASE_URL: expected postgresql://user:password@host:port/database, with percent-encoding in the user and the password: %25 for %, %2F for /, %3F for ?, %23 for #',
    )
  },
)
