import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** The metrics of a server. Most are counted as events happen; `watch` adds gauges that are read at each scrape. */
export interface Metrics {
  readonly registry: Registry
  readonly supervisorsFailed: Counter
  readonly supervisorsRestarted: Counter
  readonly sweepErrors: Counter
  readonly retries: Counter
  readonly authenticationFailures: Counter<'failure'>
  readonly onOperation: (operation: EndedOperation) => void
  /** Counts a request that is refused, or a connection that is closed, because of a limit. */
  readonly onExceeded: (bound: string) => void
  readonly onStatement: (statement: { readonly milliseconds: number; readonly error: unknown }) => void
  readonly onCancel: (reason: string) => void
  readonly troubleReports: Counter
  readonly onBatch: (loader: string, keys: number) => void
  /** Registers the gauges that are read at each scrape. Call it once. */
  watch(sources: Sources): void
}

/** All fields but the time have a closed set of values: the process keeps a series for each combination until it ends. */
export interface EndedOperation {
  /** The selected root field; `several` for more than one, `none` if the document could not be parsed. */
  readonly operation: string
  /** `ok`, or the code of the first error. */
  readonly outcome: string
  readonly transport: Transport
  readonly milliseconds: number
  /** The exceeded limit, by its name in docs/reference/limits.md; undefined if the operation exceeded none. */
  readonly bound?: string | undefined
}
export type Transport = 'http' | 'websocket'

export interface Sources {
  /** Queues of statements, by name. */
  readonly queues: Readonly<Record<string, { readonly waiting: number }>>
  readonly pools: Readonly<Record<string, Pool>>
  readonly readFeed: () => Feed
  readonly countSockets: () => number
}
/** The part of pg's connection pool that is read here. */
interface Pool {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
}
interface Feed {
  readonly subscribers: number
  readonly lagMs: number
  readonly dropped: number
}

/** A scrape must not wait for an unreachable database or an exhausted connection pool. */
const sweepLagTimeoutMs = 1_000

/** Creates the metrics of `/metrics`, in a separate registry. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const count = (name: string, help: string): Counter => new Counter({ name, help, registers })

  const operations = new Histogram({
    name: 'hierarchy_operation_seconds',
    help: 'Duration of GraphQL operations by root field, outcome and transport. For a subscription, the time until it started.',
    labelNames: ['operation', 'outcome', 'transport'],
    buckets: [0.01, 0.05, 0.25, 1, 5],
    registers,
  })
  const exceeded = new Counter({
    name: 'hierarchy_limits_exceeded_total',
    help: 'Operations, requests and connections that exceeded a limit, by the bound that an error would state.',
    labelNames: ['bound'],
    registers,
  })
  const statements = new Histogram({
    name: 'hierarchy_statement_seconds',
    help: 'Duration of SQL statements, including the wait for a connection.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.01, 0.1, 1, 10],
    registers,
  })
  const cancelled = new Counter({
    name: 'hierarchy_statements_cancelled_total',
    help: 'SQL statements that the server cancelled, by reason.',
    labelNames: ['reason'],
    registers,
  })
  const batches = new Histogram({
    name: 'hierarchy_batch_keys',
    help: 'Number of keys in each batch of a loader, across all in-flight requests.',
    labelNames: ['loader'],
    buckets: [1, 10, 100, 1_000],
    registers,
  })
  return {
    registry,
    supervisorsFailed: count(
      'hierarchy_supervisors_failed_total',
      'Unresponsive supervisors that this server changed to FAILED.',
    ),
    supervisorsRestarted: count(
      'hierarchy_supervisors_restarted_total',
      'Supervisors that this server restarted because of a restart policy.',
    ),
    troubleReports: count(
      'hierarchy_trouble_reports_total',
      'Reports of this server, one every 2 s, that state trouble with heartbeats within the last 10 s.',
    ),
    sweepErrors: count('hierarchy_sweep_errors_total', 'Sweeps of this server that failed.'),
    retries: count(
      'hierarchy_transaction_retries_total',
      'Retries of transactions after a deadlock or a serialization failure.',
    ),
    authenticationFailures: new Counter({
      name: 'hierarchy_authentication_failures_total',
      help: 'Requests and WebSockets without valid credentials, by the kind of failure.',
      labelNames: ['failure'],
      registers,
    }),
    onOperation({ milliseconds, bound, ...labels }) {
      operations.observe(labels, milliseconds / 1_000)
      if (bound !== undefined) exceeded.inc({ bound })
    },
    onExceeded(bound) {
      exceeded.inc({ bound })
    },
    onStatement({ milliseconds, error }) {
      statements.observe({ outcome: error === undefined ? 'ok' : 'error' }, milliseconds / 1_000)
    },
    onCancel(reason) {
      cancelled.inc({ reason })
    },
    onBatch(loader, keys) {
      batches.observe({ loader }, keys)
    },
    watch(sources) {
      watchPools(registry, sources.pools)
      watchQueues(registry, sources.queues)
      watchFeed(registry, sources)
    },
  }
}

/** Adds the default metrics of Node.js and the process, such as the event loop delay. Call it once per process. */
export function observeProcess({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry })
  // gauges that are named like counters, which `promtool check metrics` refuses. Each is the sum of another metric.
  for (const name of ['handles', 'requests', 'resources']) registry.removeSingleMetric(`nodejs_active_${name}_total`)
}

/**
 * Registers the sweep lag, which is read at each scrape.
 * @param readSweepLag milliseconds since the last sweep by any server; null before the first sweep
 */
export function watchSweepLag({ registry }: Metrics, readSweepLag: () => Promise<number | null>): void {
  new Gauge({
    name: 'hierarchy_sweep_lag_seconds',
    help: 'Time since the last sweep by any server; NaN before the first sweep or if the database does not respond.',
    registers: [registry],
    async collect() {
      const milliseconds = await within(sweepLagTimeoutMs, readSweepLag())
      this.set(milliseconds === null ? NaN : milliseconds / 1_000)
    },
  })
}

function watchPools(registry: Registry, pools: Sources['pools']): void {
  const gauge = (name: string, help: string, read: (pool: Pool) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['pool'],
      registers: [registry],
      collect() {
        for (const [pool, state] of Object.entries(pools)) this.set({ pool }, read(state))
      },
    })
  }
  gauge('hierarchy_pool_connections', 'Open connections to PostgreSQL.', (pool) => pool.totalCount)
  gauge('hierarchy_pool_idle_connections', 'Idle connections to PostgreSQL.', (pool) => pool.idleCount)
  gauge('hierarchy_pool_waiting', 'Requests that wait for a connection to PostgreSQL.', (pool) => pool.waitingCount)
}

function watchQueues(registry: Registry, queues: Sources['queues']): void {
  new Gauge({
    name: 'hierarchy_statements_waiting',
    help: 'Statements that wait for their share of the connections for reads.',
    labelNames: ['queue'],
    registers: [registry],
    collect() {
      for (const [queue, { waiting }] of Object.entries(queues)) this.set({ queue }, waiting)
    },
  })
}

function watchFeed(registry: Registry, { readFeed, countSockets }: Sources): void {
  const registers = [registry]
  new Gauge({
    name: 'hierarchy_websockets',
    help: 'Open WebSocket connections.',
    registers,
    collect() {
      this.set(countSockets())
    },
  })
  new Gauge({
    name: 'hierarchy_feed_subscribers',
    help: 'Subscriptions that have caught up and receive new events.',
    registers,
    collect() {
      this.set(readFeed().subscribers)
    },
  })
  new Gauge({
    name: 'hierarchy_feed_lag_seconds',
    help: 'Time since the event log was last read for subscribers; 0 without subscribers.',
    registers,
    collect() {
      this.set(readFeed().lagMs / 1_000)
    },
  })
  new Counter({
    name: 'hierarchy_feed_dropped_total',
    help: 'Slow subscribers that received ResyncRequired.',
    registers,
    collect() {
      this.reset()
      this.inc(readFeed().dropped)
    },
  })
}

/** The value, or null if the promise rejects or the timeout expires first. */
async function within(milliseconds: number, value: Promise<number | null>): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null)
  })
  return Promise.race([value.catch(() => null), timeout]).finally(() => {
    clearTimeout(timer)
  })
}
