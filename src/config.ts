import { isIP } from 'node:net'

/** The settings of the server, validated. `.env.example` says what each is for. */
export interface Config {
  readonly host: string
  readonly port: number
  /** Undefined: an embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly databasePoolSize: number
  readonly dataDir: string
  /** Undefined: the database's own stays. */
  readonly hierarchyMaxLevel: number | undefined
  readonly confirmAboveAgents: number
  readonly migrate: boolean
  readonly demo: boolean
  readonly jit: boolean
  readonly corsOrigins: readonly string[]
  readonly eventRetentionDays: number
  readonly spawnTimeoutSeconds: number
  readonly sweepIntervalMs: number
  readonly logLevel: string
  readonly production: boolean
}

export type Environment = Readonly<Record<string, string | undefined>>

/** One line for the operator: which variable, what it takes, what it was given. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']
const unsupported = ['AUTH_TOKENS_FILE', 'AUTH_JWKS_URL', 'AUTH_JWT_SECRET']

/** @throws {ConfigError} for the first setting that is not valid */
export function readConfig(env: Environment): Config {
  const authentication = unsupported.find((name) => env[name])
  // better than to start without the protection that somebody asked for
  if (authentication)
    throw new ConfigError(
      `${authentication}: authentication is not in this version yet; it serves the loopback interface only. Leave it unset.`,
    )
  const host = text(env, 'HOST', '127.0.0.1')
  if (!isLoopback(host)) {
    throw new ConfigError(
      `HOST: expected a loopback address (127.0.0.1, ::1 or localhost), since without authentication everybody who reaches the server is an administrator; was given ${JSON.stringify(host)}`,
    )
  }
  return {
    host,
    port: integer(env, 'PORT', 4000, 0, 65_535),
    databaseUrl: databaseUrl(env),
    databasePoolSize: integer(env, 'DATABASE_POOL_SIZE', 10, 1, 1_000),
    dataDir: text(env, 'DATA_DIR', '.data'),
    hierarchyMaxLevel: env.HIERARCHY_MAX_LEVEL ? integer(env, 'HIERARCHY_MAX_LEVEL', 10, 0, 100) : undefined,
    confirmAboveAgents: integer(env, 'CONFIRM_ABOVE_AGENTS', 10, 0, 1_000_000_000),
    migrate: onOff(env, 'MIGRATE'),
    demo: onOff(env, 'DEMO'),
    jit: onOff(env, 'JIT'),
    corsOrigins: origins(env),
    eventRetentionDays: integer(env, 'EVENT_RETENTION_DAYS', 90, 1, 36_500),
    spawnTimeoutSeconds: integer(env, 'SPAWN_TIMEOUT_SECONDS', 300, 1, 86_400),
    sweepIntervalMs: integer(env, 'SWEEP_INTERVAL_MS', 5_000, 100, 3_600_000),
    logLevel: oneOf(env, 'LOG_LEVEL', 'info', logLevels),
    production: env.NODE_ENV === 'production',
  }
}

// an empty value is what `NAME=` in a file of settings gives, and means unset
function text(env: Environment, name: string, fallback: string): string {
  return env[name] || fallback
}

function integer(env: Environment, name: string, fallback: number, min: number, max: number): number {
  const given = text(env, name, String(fallback))
  const value = Number(given)
  if (!/^\d+$/.test(given) || value < min || value > max) refuse(name, `a whole number from ${min} to ${max}`, given)
  return value
}

function oneOf(env: Environment, name: string, fallback: string, values: readonly string[]): string {
  const given = text(env, name, fallback)
  if (!values.includes(given)) refuse(name, `one of ${values.join(', ')}`, given)
  return given
}

function onOff(env: Environment, name: string): boolean {
  return oneOf(env, name, 'on', ['on', 'off']) === 'on'
}

function databaseUrl(env: Environment): string | undefined {
  const given = env.DATABASE_URL
  if (!given) return undefined
  // not repeated in the message: it may hold a password
  if (!URL.canParse(given) || !/^postgres(ql)?:$/.test(new URL(given).protocol))
    refuse('DATABASE_URL', 'postgresql://user:password@host:port/database', undefined)
  if ((new URL(given).searchParams.get('schema') ?? 'public') !== 'public')
    refuse('DATABASE_URL', 'no schema but public', undefined)
  return given
}

function origins(env: Environment): string[] {
  const given = (env.CORS_ORIGINS ?? '')
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
  for (const origin of given) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      refuse('CORS_ORIGINS', 'origins such as https://dashboard.example.com, with commas between', origin)
  }
  return given
}

/** Whether a host is this machine, and nobody else can reach or name it. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))
}

function refuse(name: string, expected: string, given: string | undefined): never {
  throw new ConfigError(
    `${name}: expected ${expected}${given === undefined ? '' : `, was given ${JSON.stringify(given)}`}`,
  )
}
