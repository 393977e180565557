import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { ConfigError, readConfig, type Environment } from '../src/config.ts'

/** The message of the refusal. */
function refusal(env: Environment): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  throw new Error(`${JSON.stringify(env)} was taken, and should have been refused`)
}

test('with no environment at all, every setting has its default', () => {
  expect(readConfig({})).toEqual({
    host: '127.0.0.1',
    port: 4000,
    databaseUrl: undefined,
    databasePoolSize: 10,
    dataDir: '.data',
    hierarchyMaxLevel: undefined,
    confirmAboveAgents: 10,
    migrate: true,
    demo: true,
    jit: true,
    corsOrigins: [],
    eventRetentionDays: 90,
    spawnTimeoutSeconds: 300,
    sweepIntervalMs: 5000,
    logLevel: 'info',
    production: false,
  })
})

test('.env.example gives exactly the defaults, and names every setting', () => {
  const example = parseEnv(readFileSync(new URL('../.env.example', import.meta.url), 'utf8'))
  expect(readConfig(example)).toEqual(readConfig({}))

  const asked = new Set<string>()
  const spy = new Proxy<Record<string, string>>({}, { get: (_, name) => void asked.add(String(name)) })
  readConfig(spy)
  expect(Object.keys(example).sort()).toEqual([...asked].sort())
})

test('every setting is taken from the environment', () => {
  const given = readConfig({
    HOST: '::1',
    PORT: '0',
    DATABASE_URL: 'postgres://u:p@db.example.com:5432/x',
    DATABASE_POOL_SIZE: '1000',
    DATA_DIR: '/var/lib/hierarchy',
    HIERARCHY_MAX_LEVEL: '0',
    CONFIRM_ABOVE_AGENTS: '0',
    MIGRATE: 'off',
    DEMO: 'off',
    JIT: 'off',
    CORS_ORIGINS: ' https://a.example.com , http://localhost:3000,',
    EVENT_RETENTION_DAYS: '1',
    SPAWN_TIMEOUT_SECONDS: '1',
    SWEEP_INTERVAL_MS: '100',
    LOG_LEVEL: 'silent',
    NODE_ENV: 'production',
  })
  expect(given).toEqual({
    host: '::1',
    port: 0,
    databaseUrl: 'postgres://u:p@db.example.com:5432/x',
    databasePoolSize: 1000,
    dataDir: '/var/lib/hierarchy',
    hierarchyMaxLevel: 0,
    confirmAboveAgents: 0,
    migrate: false,
    demo: false,
    jit: false,
    corsOrigins: ['https://a.example.com', 'http://localhost:3000'],
    eventRetentionDays: 1,
    spawnTimeoutSeconds: 1,
    sweepIntervalMs: 100,
    logLevel: 'silent',
    production: true,
  })
})

describe('a setting that is not valid is refused in one line that names it and says what it takes', () => {
  const integers = [
    ['PORT', 'a whole number from 0 to 65535', ['65536', '-1']],
    ['DATABASE_POOL_SIZE', 'a whole number from 1 to 1000', ['0', '1001']],
    ['HIERARCHY_MAX_LEVEL', 'a whole number from 0 to 100', ['101', '-1']],
    ['CONFIRM_ABOVE_AGENTS', 'a whole number from 0 to 1000000000', ['1000000001']],
    ['EVENT_RETENTION_DAYS', 'a whole number from 1 to 36500', ['0']],
    ['SPAWN_TIMEOUT_SECONDS', 'a whole number from 1 to 86400', ['0', '86401']],
    ['SWEEP_INTERVAL_MS', 'a whole number from 100 to 3600000', ['99']],
  ] as const
  const notIntegers = ['many', '1.5', '1e3', '0x10', ' 7', '7 ', '+7', '٣', '99999999999999999999', 'NaN']

  test.each(integers)('%s takes %s', (name, expected, beyond) => {
    for (const value of [...beyond, ...notIntegers])
      expect(refusal({ [name]: value })).toBe(`${name}: expected ${expected}, was given ${JSON.stringify(value)}`)
  })

  test.each(['MIGRATE', 'DEMO', 'JIT'])('%s takes on or off', (name) => {
    for (const value of ['true', '0', 'ON', 'no'])
      expect(refusal({ [name]: value })).toBe(`${name}: expected one of on, off, was given ${JSON.stringify(value)}`)
  })

  test.each([
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, was given "loud"',
    ],
    [{ CORS_ORIGINS: '*' }, 'CORS_ORIGINS: expected origins such as https://dashboard.example.com'],
    [{ CORS_ORIGINS: 'https://a.example.com/' }, 'was given "https://a.example.com/"'],
    [{ CORS_ORIGINS: 'https://a.example.com,b.example.com' }, 'was given "b.example.com"'],
  ])('%o', (env, message) => {
    expect(refusal(env)).toContain(message)
  })

  test('DATABASE_URL takes the URL of a PostgreSQL, and a refusal does not show its password', () => {
    for (const value of ['mysql://u:s3cret@h/d', 'u:s3cret@h/d', 'postgresql:// :s3cret@', 's3cret'])
      expect(refusal({ DATABASE_URL: value })).toBe(
        'DATABASE_URL: expected postgresql://user:password@host:port/database',
      )
  })

  test.each(['0.0.0.0', '::', '192.168.1.2', 'example.com', '127.example.com', '128.0.0.1'])(
    'HOST %s is not loopback, and there is no authentication',
    (host) => {
      const message = refusal({ HOST: host })
      expect(message).toContain('HOST: expected a loopback address (127.0.0.1, ::1 or localhost)')
      expect(message).toContain(JSON.stringify(host))
    },
  )

  test.each(['AUTH_TOKENS_FILE', 'AUTH_JWKS_URL', 'AUTH_JWT_SECRET'])(
    '%s asks for a protection that is not there, and is not shown',
    (name) => {
      const message = refusal({ [name]: 's3cret' })
      expect(message).toMatch(new RegExp(`^${name}: authentication is not in this version`))
      expect(message).not.toContain('s3cret')
    },
  )

  test('none of these messages has a second line', () => {
    const given: Environment[] = [{ PORT: 'a\nb' }, { HOST: 'a\nb' }, { CORS_ORIGINS: 'a\nb' }, { LOG_LEVEL: 'a\nb' }]
    for (const env of given) expect(refusal(env)).not.toContain('\n')
  })
})

test.each(['127.0.0.1', '127.8.9.10', 'localhost', '::1'])('HOST %s is loopback', (host) => {
  expect(readConfig({ HOST: host }).host).toBe(host)
})

test('an empty value is as good as none', () => {
  const names = ['HOST', 'PORT', 'DATABASE_URL', 'DATA_DIR', 'HIERARCHY_MAX_LEVEL', 'MIGRATE', 'CORS_ORIGINS']
  const auth = ['AUTH_TOKENS_FILE', 'AUTH_JWKS_URL', 'AUTH_JWT_SECRET']
  const empty = Object.fromEntries([...names, ...auth].map((name) => [name, '']))
  expect(readConfig(empty)).toEqual(readConfig({}))
})
