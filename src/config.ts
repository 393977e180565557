import { defaultLimits } from './domain/requestBudget.ts'
import { highestMaxLevel } from './domain/tree.ts'
import { shareOfHeap } from './heap.ts'
import { bareHost } from './loopback.ts'
import {
  addresses,
  httpUrl,
  keySetUrl,
  oneOf,
  onOff,
  origins,
  type Parser,
  postgresUrl,
  rate,
  secretOf,
  text,
  trueFalse,
  webOrigin,
  wholeNumber,
} from './settingParsers.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Invalid settings or arguments: one line per problem, for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Unread output is on the heap, and each transport may have this amount. */
const defaultUnreadMegabytes = Math.floor(shareOfHeap(16, { least: 16 * 2 ** 20, most: 256 * 2 ** 20 }) / 2 ** 20)

/** One environment variable. An unset or empty variable means the default. */
interface Setting<Value> {
  readonly variable: string
  readonly fallback: Value
  readonly parse: Parser<Value>
}

/**
 * Every setting, in the order of `.env.example`, which explains each of them. To add a setting, add it here and there, and
 * to docs/reference/settings.md.
 */
const settings = {
  host: setting('HOST', '127.0.0.1', (given) => ({ value: bareHost(given) })),
  /** 0 means any free port. */
  port: setting('PORT', 4_000, wholeNumber(0, 65_535)),
  /** Undefined: start the embedded PostgreSQL in `dataDir`. */
  databaseUrl: optional('DATABASE_URL', postgresUrl),
  databasePoolSize: setting('DATABASE_POOL_SIZE', 10, wholeNumber(1, 1_000)),
  changePoolSize: setting('CHANGE_POOL_SIZE', 4, wholeNumber(1, 1_000)),
  heartbeatPoolSize: setting('HEARTBEAT_POOL_SIZE', 4, wholeNumber(1, 1_000)),
  /** Whether the embedded PostgreSQL may be used. Undefined: yes, except in production. */
  embedded: optional('EMBEDDED', onOff),
  dataDir: setting('DATA_DIR', '.data', text),
  /** Undefined: keep the limit that is stored in the database. */
  hierarchyMaxLevel: optional('HIERARCHY_MAX_LEVEL', wholeNumber(0, highestMaxLevel)),
  confirmAboveAgents: setting('CONFIRM_ABOVE_AGENTS', 10, wholeNumber(0, 1_000_000_000)),
  maxChangeSize: setting('MAX_CHANGE_SIZE', 1_000_000, wholeNumber(1, 10_000_000)),
  migrate: setting('MIGRATE', true, onOff),
  demo: setting('DEMO', true, onOff),
  jit: setting('JIT', true, onOff),
  /** Path of the file with the known operations. */
  operationsManifest: optional('OPERATIONS_MANIFEST', text),
  operations: setting('OPERATIONS', 'off', oneOf('off', 'log', 'only')),
  maxResultFields: setting('MAX_RESULT_FIELDS', defaultLimits.fields, wholeNumber(10_000, 100_000_000)),
  /** Characters of the result as JSON. */
  maxResultSize: setting('MAX_RESULT_SIZE', defaultLimits.resultSize, wholeNumber(100_000, 500_000_000)),
  requestTimeoutMs: setting('REQUEST_TIMEOUT_MS', defaultLimits.timeMs, wholeNumber(100, 600_000)),
  corsOrigins: setting('CORS_ORIGINS', [], origins),
  /** Addresses of proxies whose `X-Forwarded-…` headers the server trusts. */
  trustProxy: setting('TRUST_PROXY', [], addresses),
  /** The origin at which clients reach the server. */
  publicUrl: optional('PUBLIC_URL', webOrigin),
  authJwksUrl: optional('AUTH_JWKS_URL', keySetUrl),
  authJwtSecret: optional('AUTH_JWT_SECRET', secretOf(32)),
  authIssuer: optional('AUTH_ISSUER', text),
  authAudience: optional('AUTH_AUDIENCE', text),
  authActorClaim: setting('AUTH_ACTOR_CLAIM', 'sub', text),
  authRoleClaim: setting('AUTH_ROLE_CLAIM', 'role', text),
  /** Undefined: `within`, which a token may omit. A claim that is named here is required. */
  authWithinClaim: optional('AUTH_WITHIN_CLAIM', text),
  metricsToken: optional('METRICS_TOKEN', secretOf(16)),
  maxConnections: setting('MAX_CONNECTIONS', 5_000, wholeNumber(1, 1_000_000)),
  maxWebSockets: setting('MAX_WEBSOCKETS', 1_000, wholeNumber(1, 1_000_000)),
  maxUnreadMegabytes: setting('MAX_UNREAD_MEGABYTES', defaultUnreadMegabytes, wholeNumber(1, 1_000_000)),
  maxRunningOperations: setting('MAX_RUNNING_OPERATIONS', 1_000, wholeNumber(1, 1_000_000)),
  /** WebSockets that have not sent a valid `connection_init` yet. */
  maxUnauthenticatedWebSockets: setting('MAX_UNAUTHENTICATED_WEBSOCKETS', 100, wholeNumber(1, 1_000_000)),
  maxSubscriptionsPerActor: setting('MAX_SUBSCRIPTIONS_PER_ACTOR', 5_000, wholeNumber(1, 1_000_000)),
  /** Points of each actor. Undefined: unlimited. */
  rateLimit: optional('RATE_LIMIT', rate),
  /** Heartbeats of each actor. Undefined: unlimited. */
  heartbeatRateLimit: optional('HEARTBEAT_RATE_LIMIT', rate),
  shutdownDelayMs: setting('SHUTDOWN_DELAY_MS', 0, wholeNumber(0, 600_000)),
  eventRetentionDays: setting('EVENT_RETENTION_DAYS', 90, wholeNumber(1, 36_500)),
  spawnTimeoutSeconds: setting('SPAWN_TIMEOUT_SECONDS', 300, wholeNumber(1, 86_400)),
  sweepIntervalMs: setting('SWEEP_INTERVAL_MS', 5_000, wholeNumber(100, 3_600_000)),
  logLevel: setting('LOG_LEVEL', 'info', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent')),
  /** The file descriptor that the log is written to. */
  logFd: setting('LOG_FD', 1, wholeNumber(1, 1_023)),
  slowOperationMs: setting('SLOW_OPERATION_MS', 1_000, wholeNumber(1, 600_000)),
  slowStatementMs: setting('SLOW_STATEMENT_MS', 500, wholeNumber(1, 600_000)),
  /** URL of the collector for traces. Undefined: no traces are exported. `startTracing` reads the other `OTEL_…` variables. */
  otlpEndpoint: optional('OTEL_EXPORTER_OTLP_ENDPOINT', httpUrl),
  otlpTracesEndpoint: optional('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', httpUrl),
  otelDisabled: setting('OTEL_SDK_DISABLED', false, trueFalse),
  /** Lines per second. */
  logOperationsPerSecond: setting('LOG_OPERATIONS_PER_SECOND', 100, wholeNumber(0, 1_000_000)),
  /** Whether NODE_ENV is exactly `production`; it accepts any other value. */
  production: setting('NODE_ENV', false, (given) => ({ value: given === 'production' })),
  /** Undefined: on, except in production. */
  introspection: optional('INTROSPECTION', onOff),
  landingPage: optional('LANDING_PAGE', onOff),
  explorer: optional('EXPLORER', onOff),
}

/** The validated settings of the server. */
export type Config = {
  readonly [Key in keyof typeof settings]: (typeof settings)[Key] extends Setting<infer Value> ? Value : never
}

/** The settings that say which database to use. */
export type DatabaseSettings = Pick<Config, 'databaseUrl' | 'embedded' | 'dataDir' | 'production'>

/**
 * Reads all settings from environment variables.
 * @throws {ConfigError} with one line per invalid setting, which names the variable, the given value and the accepted ones
 */
export function readConfig(env: Environment): Config {
  return readSettings(env, Object.keys(settings) as (keyof Config)[], findContradictions)
}

/**
 * Reads the settings that commands share with the server.
 * @throws {ConfigError} as `readConfig`
 */
export function readDatabaseSettings(env: Environment): DatabaseSettings {
  return readSettings(env, ['databaseUrl', 'embedded', 'dataDir', 'production'], findDatabaseContradictions)
}

function readSettings<Key extends keyof Config>(
  env: Environment,
  keys: readonly Key[],
  findContradictions: (config: Pick<Config, Key>) => string[],
): Pick<Config, Key> {
  const problems: string[] = []
  const entries = keys.map((key) => {
    const each: Setting<unknown> = settings[key]
    const given = env[each.variable]
    if (!given) return [key, each.fallback]
    const parsed = each.parse(given)
    if ('value' in parsed) return [key, parsed.value]
    const { accepts, shown = given } = parsed
    problems.push(`${each.variable}: expected ${accepts}${shown === null ? '' : `, got ${JSON.stringify(shown)}`}`)
    return [key, each.fallback]
  })
  const config = Object.fromEntries(entries) as Pick<Config, Key> // each key with the type of its own setting
  if (problems.length === 0) problems.push(...findContradictions(config))
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}

function findContradictions(config: Config): string[] {
  const { operations, operationsManifest } = config
  const problems = [...findDatabaseContradictions(config), ...findAuthContradictions(config)]
  if (operations !== 'off' && operationsManifest === undefined)
    problems.push(`OPERATIONS: ${operations} requires OPERATIONS_MANIFEST. Set it to the path of the manifest.`)
  return problems
}

/** Without this check, a forgotten variable would make a new, empty database in production. */
function findDatabaseContradictions({ databaseUrl, embedded, production }: DatabaseSettings): string[] {
  const reason = embedded === false ? 'EMBEDDED is off' : 'NODE_ENV is production'
  if (databaseUrl !== undefined || embedded === true || (embedded === undefined && !production)) return []
  return [
    `DATABASE_URL: expected a value, because ${reason}. Set it, or set EMBEDDED=on to use the embedded PostgreSQL in DATA_DIR.`,
  ]
}

function findAuthContradictions({ authJwksUrl, authJwtSecret, authIssuer, authAudience }: Config): string[] {
  if (authJwksUrl !== undefined && authJwtSecret !== undefined)
    return ['AUTH_JWT_SECRET: expected no value, because AUTH_JWKS_URL is set. Unset one of them.']
  const hasKeys = authJwksUrl !== undefined || authJwtSecret !== undefined
  return Object.entries({ AUTH_ISSUER: authIssuer, AUTH_AUDIENCE: authAudience })
    .filter(([, value]) => hasKeys !== (value !== undefined))
    .map(([variable]) =>
      hasKeys
        ? `${variable}: expected a value, because AUTH_JWKS_URL or AUTH_JWT_SECRET is set. Set it to the value in the tokens.`
        : `${variable}: expected AUTH_JWKS_URL or AUTH_JWT_SECRET too. Set one of them, or unset ${variable}.`,
    )
}

function setting<Value>(variable: string, fallback: Value, parse: Parser<Value>): Setting<Value> {
  return { variable, fallback, parse }
}

function optional<Value>(variable: string, parse: Parser<Value>): Setting<Value | undefined> {
  return { variable, fallback: undefined, parse }
}
