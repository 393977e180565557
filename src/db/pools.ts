import pg from 'pg'
import { pinAfterConnect, pinnedSession } from '../../prisma/engine/pinnedSession.mjs'
import { rememberBackend } from './cancelOn.ts'
import { maxConnectionAgeMs } from './statementNames.ts'

/**
 * The connection pools of a server. Each kind of work has its own pool, so that it does not wait for connections of other work:
 *
 * - `main`: reads.
 * - `tree`: transactions that take the hierarchy lock.
 * - `row`: transactions that change single rows, without that lock.
 * - `heartbeat`: heartbeats.
 * - `activation`: first heartbeats, whose transactions take the hierarchy lock.
 * - `supervision`: the sweeper, and the report that this server runs.
 * - `probe`: readiness, the metrics of the sweeper, and cancellations of statements.
 * - `events`: the event feed and the event pruner.
 * - `counts`: the count keeper.
 * - `tokens`: reads of API tokens, which authenticate callers.
 */
export type Pools = Readonly<Record<PoolName, pg.Pool>>
export type PoolName =
  'main' | 'tree' | 'row' | 'heartbeat' | 'activation' | 'supervision' | 'probe' | 'events' | 'counts' | 'tokens'

export interface PoolSizes {
  /** Largest number of connections for reads. */
  readonly poolSize: number
  /** Largest number of connections of `tree` and of `row`, each. @default 4 */
  readonly changePoolSize?: number
  /** Largest number of connections for heartbeats. @default 4 */
  readonly heartbeatPoolSize?: number
}

export interface PoolOptions extends PoolSizes {
  readonly url: string
  /** Called when an idle connection breaks. The pool replaces the connection. */
  readonly onConnectionError: (error: Error) => void
}

const connectTimeoutMs = 5_000
/** Timeout of a statement, in milliseconds. A change of a subtree raises it with the size of the subtree. */
export const statementTimeoutMs = 15_000
/** Timeout of a probe, in milliseconds. */
const probeTimeoutMs = 2_000
const lockTimeoutMs = 5_000
const idleTimeoutMs = 10_000

/**
 * How long this process waits for the result of a statement: PostgreSQL cannot report its own timeout over a lost connection.
 */
export function readTimeoutMs(statementMs: number): number {
  return statementMs + 5_000
}

/** Reads `timestamp` columns, which hold UTC. The driver would read them in the time zone of the process. */
export const utcTypes = new pg.TypeOverrides()
utcTypes.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => new Date(`${text.replace(' ', 'T')}Z`))
/** The type `uuid[]`. The driver parses arrays of any type, character by character: 5 µs for a path, instead of 0.3. */
const uuidArray = 2951
// no array of ids contains NULL, quotes or other arrays
utcTypes.setTypeParser(uuidArray, (text) => (text === '{}' ? [] : text.slice(1, -1).split(',')))

/** Creates the pools. They open connections on demand. */
export function openPools({
  url,
  poolSize,
  changePoolSize = 4,
  heartbeatPoolSize = 4,
  onConnectionError,
}: PoolOptions): Pools {
  const open = (
    max: number,
    { statementMs = statementTimeoutMs, lockMs = 0, idleMs = 0 }: Partial<Timeouts> = {},
  ): pg.Pool => {
    const pool = new pg.Pool({
      ...pinnedSession(url, {
        statement_timeout: String(statementMs),
        lock_timeout: String(lockMs),
        idle_in_transaction_session_timeout: String(idleMs),
      }),
      connectionTimeoutMillis: connectTimeoutMs,
      query_timeout: readTimeoutMs(statementMs),
      keepAlive: true,
      maxLifetimeSeconds: maxConnectionAgeMs / 1_000,
      types: utcTypes,
      max,
      // the pool awaits the promise, although its types do not say so
      // oxlint-disable-next-line typescript/no-misused-promises
      onConnect: async (client) => {
        rememberBackend(client, await pinAfterConnect(client))
      },
    })
    pool.on('error', (error) => {
      // `end` resolves before its connections are closed, so the embedded PostgreSQL can end them first
      if (pool.ending) return
      // the pool adds the client to the error, so the log would contain its cancellation key and its statements
      Reflect.deleteProperty(error, 'client')
      onConnectionError(error)
    })
    // without a listener, a backend that is killed in a transaction ends the process; the statement is rejected anyway
    pool.on('connect', (client) => client.on('error', () => undefined))
    return pool
  }
  const transactions = { lockMs: lockTimeoutMs, idleMs: idleTimeoutMs }
  return {
    main: open(poolSize),
    tree: open(changePoolSize, transactions),
    row: open(changePoolSize, transactions),
    heartbeat: open(heartbeatPoolSize, { lockMs: lockTimeoutMs }),
    activation: open(2, transactions),
    supervision: open(2, transactions),
    probe: open(2, { statementMs: probeTimeoutMs }),
    events: open(3),
    counts: open(1, transactions),
    tokens: open(2, { statementMs: probeTimeoutMs }),
  }
}

interface Timeouts {
  readonly statementMs: number
  readonly lockMs: number
  readonly idleMs: number
}
