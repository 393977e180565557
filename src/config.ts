import { BlockList, isIP } from 'node:net'
import { defaultLimits } from './domain/requestBudget.ts'
import type { Rate } from './domain/tokenBucket.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** Invalid settings or arguments: one line per problem, for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** What a value means, or what the variable accepts. `shown` replaces the given value in the message; null hides it. */
type Parsed<Value> = { readonly value: Value } | { readonly accepts: string; readonly shown?: string | null }
type Parser<Value> = (given: string) => Parsed<Value>

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
  dataDir: setting('DATA_DIR', '.data', text),
  /** Undefined: keep the limit that is stored in the database. */
  hierarchyMaxLevel: optional('HIERARCHY_MAX_LEVEL', wholeNumber(0, 100)),
  confirmAboveAgents: setting('CONFIRM_ABOVE_AGENTS', 10, wholeNumber(0, 1_000_000_000)),
  maxChangeSize: setting('MAX_CHANGE_SIZE', 1_000_000, wholeNumber(1, 10_000_000)),
  migrate: setting('MIGRATE', true, onOff),
  demo: setting('DEMO', true, onOff),
  jit: setting('JIT', true, onOff),
  /** Path of the file with the operations that the operator knows. */
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
  maxUnreadMegabytes: setting('MAX_UNREAD_MEGABYTES', 256, wholeNumber(1, 1_000_000)),
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
  /** Whether NODE_ENV is exactly `production`; it accepts any other value. */
  production: setting('NODE_ENV', false, (given) => ({ value: given === 'production' })),
  /** Undefined: on, except in production. */
  introspection: optional('INTROSPECTION', onOff),
  landingPage: optional('LANDING_PAGE', onOff),
}

/** The validated settings of the server. */
export type Config = {
  readonly [Key in keyof typeof settings]: (typeof settings)[Key] extends Setting<infer Value> ? Value : never
}

/**
 * Reads all settings from environment variables.
 * @throws {ConfigError} with one line per invalid setting, which names the variable, the given value and the accepted ones
 */
export function readConfig(env: Environment): Config {
  const problems: string[] = []
  const entries = Object.entries(settings).map(([key, each]) => {
    const given = env[each.variable]
    if (!given) return [key, each.fallback]
    const parsed = each.parse(given)
    if ('value' in parsed) return [key, parsed.value]
    const { accepts, shown = given } = parsed
    problems.push(`${each.variable}: expected ${accepts}${shown === null ? '' : `, got ${JSON.stringify(shown)}`}`)
    return [key, each.fallback]
  })
  const config = Object.fromEntries(entries) as Config // each key with the type of its own setting
  if (problems.length === 0) problems.push(...findContradictions(config))
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}

function findContradictions(config: Config): string[] {
  const { operations, operationsManifest } = config
  const problems = findAuthContradictions(config)
  if (operations !== 'off' && operationsManifest === undefined)
    problems.push(`OPERATIONS: ${operations} requires OPERATIONS_MANIFEST. Set it to the path of the manifest.`)
  return problems
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

function text(given: string): Parsed<string> {
  return { value: given }
}

function wholeNumber(min: number, max: number): Parser<number> {
  return (given) => {
    const value = Number(given)
    const isValid = /^\d+$/.test(given) && value >= min && value <= max
    return isValid ? { value } : { accepts: `a whole number from ${min} to ${max}` }
  }
}

/** Higher than what a server can reach. */
const maxRate = 1_000_000_000

function rate(given: string): Parsed<Rate> {
  const [perSecond, burst] = given.split('/', 2).map(wholeNumber(1, maxRate))
  if (perSecond && burst && 'value' in perSecond && 'value' in burst && given.split('/').length === 2)
    return { value: { perSecond: perSecond.value, burst: burst.value } }
  return { accepts: `a rate per second and a burst such as 20000/200000, each from 1 to ${maxRate}` }
}

function oneOf<Value extends string>(...values: readonly Value[]): Parser<Value> {
  return (given) => {
    const value = values.find((each) => each === given)
    return value === undefined ? { accepts: `one of ${values.join(', ')}` } : { value }
  }
}

function onOff(given: string): Parsed<boolean> {
  return given === 'on' || given === 'off' ? { value: given === 'on' } : { accepts: 'one of on, off' }
}

/** @param min minimum number of bytes. The message never shows the value. */
function secretOf(min: number): Parser<string> {
  return (given) =>
    Buffer.byteLength(given) >= min ? { value: given } : { accepts: `at least ${min} bytes`, shown: null }
}

function keySetUrl(given: string): Parsed<string> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  return isSafe ? { value: given } : { accepts: 'an https URL, or an http URL of a loopback address' }
}

function webOrigin(given: string): Parsed<string> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` && !given.includes('@')
  return isOrigin ? { value: url.origin } : { accepts: 'an origin such as https://hierarchy.example.com' }
}

function listOf(given: string): readonly string[] {
  const values = given.split(',').map((value) => value.trim())
  return values.filter((value) => value !== '')
}

function addresses(given: string): Parsed<readonly string[]> {
  const value = listOf(given)
  const invalid = value.find((address) => !isNetwork(address))
  if (invalid === undefined) return { value }
  return { accepts: 'addresses or networks such as 10.0.0.5 and 10.1.0.0/16, separated by commas', shown: invalid }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  // with a prefix of 0 bits, every address would be a proxy
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  )
}

function postgresUrl(given: string): Parsed<string> {
  // the message never shows the value: it may contain a password
  if (!URL.canParse(given) || !/^postgres(ql)?:$/.test(new URL(given).protocol))
    return { accepts: 'postgresql://user:password@host:port/database', shown: null }
  const schema = new URL(given).searchParams.get('schema') ?? 'public'
  return schema === 'public' ? { value: given } : { accepts: 'no `schema` parameter other than public', shown: null }
}

function origins(given: string): Parsed<readonly string[]> {
  const value = listOf(given)
  const invalid = value.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
  if (invalid === undefined) return { value }
  return { accepts: 'origins such as https://dashboard.example.com, separated by commas', shown: invalid }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4') // also as IPv6: ::ffff:127.0.0.1
loopback.addAddress('::1', 'ipv6')

/** Whether a host name or address, in any notation, is a loopback address, which no other machine can reach. */
export function isLoopback(host: string): boolean {
  const bare = bareHost(host)
  // every request asks for its host, and a check of the list takes several microseconds
  if (bare === 'localhost' || bare === '127.0.0.1' || bare === '::1') return true
  const family = isIP(bare)
  return family !== 0 && loopback.check(bare, family === 4 ? 'ipv4' : 'ipv6')
}

/** Returns the host in lower case, without the brackets of an IPv6 address and without a trailing dot. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}
