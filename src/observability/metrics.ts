import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What is counted as it happens, and what is read whenever somebody asks; docs/operations.md has each. */
export interface Metrics {
  readonly registry: Registry
  readonly supervisorsFailed: Counter
  readonly supervisorsRestarted: Counter
  readonly sweepErrors: Counter
  readonly retries: Counter
  readonly onOperation: (operation: CompletedOperation) => void
  readonly onStatement: (statement: { readonly milliseconds: number; readonly error: unknown }) => void
  readonly onBatch: (loader: string, keys: number) => void
  /** Once: where to read what is not counted here. */
  watch(sources: Sources): void
}

/** All but the time is of a closed set: a series is kept for each combination, for as long as the process runs. */
export interface CompletedOperation {
  /** The root field that it selects; `several`, or `none` where the document could not be read. */
  readonly operation: string
  /** `ok`, or the code of its first error. */
  readonly outcome: string
  readonly transport: Transport
  readonly milliseconds: number
}
export type Transport = 'http' | 'websocket'

export interface Sources {
  readonly pools: Readonly<Record<string, Pool>>
  readonly readFeed: () => Feed
  readonly countSockets: () => number
}
/** Of connections, as pg has it. */
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

/** An answer is not kept waiting for a database that is away, or whose connections are all in use. */
const patienceMs = 1_000

/** What `/metrics` shows, in Prometheus's terms. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const count = (name: string, help: string): Counter => new Counter({ name, help, registers })

  const operations = new Histogram({
    name: 'hierarchy_operation_seconds',
    help: 'Operations of GraphQL by their root field, how they ended and what they came by. A subscription ends when it has started.',
    labelNames: ['operation', 'outcome', 'transport'],
    buckets: [0.01, 0.05, 0.25, 1, 5],
    registers,
  })
  const statements = new Histogram({
    name: 'hierarchy_statement_seconds',
    help: 'Statements that were sent to PostgreSQL, the wait for a connection included.',
    labelNames: ['outcome'],
    buckets: [0.001, 0.01, 0.1, 1, 10],
    registers,
  })
  const batches = new Histogram({
    name: 'hierarchy_batch_keys',
    help: 'Keys that each loader gathered for one batch, across all requests in flight.',
    labelNames: ['loader'],
    buckets: [1, 10, 100, 1_000],
    registers,
  })
  return {
    registry,
    supervisorsFailed: count(
      'hierarchy_supervisors_failed_total',
      'Supervisors that this server found dead, and made FAILED.',
    ),
    supervisorsRestarted: count(
      'hierarchy_supervisors_restarted_total',
      'Supervisors that this server restarted, by the policy of one above.',
    ),
    sweepErrors: count(
      'hierarchy_sweep_errors_total',
      'Rounds of this server that failed, at the dead or at the restarts that were due.',
    ),
    retries: count(
      'hierarchy_transaction_retries_total',
      'Transactions that met a deadlock or a serialization failure, and were run again.',
    ),
    onOperation({ milliseconds, ...labels }) {
      operations.observe(labels, milliseconds / 1_000)
    },
    onStatement({ milliseconds, error }) {
      statements.observe({ outcome: error === undefined ? 'ok' : 'error' }, milliseconds / 1_000)
    },
    onBatch(loader, keys) {
      batches.observe({ loader }, keys)
    },
    watch(sources) {
      watchPools(registry, sources.pools)
      watchFeed(registry, sources)
    },
  }
}

/** What Node.js and the system say of this process, the delay of its event loop among it. Once per process. */
export function observeProcess({ registry }: Metrics): void {
  collectDefaultMetrics({ register: registry })
}

/** @param readSweepLag milliseconds since the last sweep of any server; null before the first one */
export function watchSweepLag({ registry }: Metrics, readSweepLag: () => Promise<number | null>): void {
  new Gauge({
    name: 'hierarchy_sweep_lag_seconds',
    help: 'Since dead supervisors were last looked for, by whichever server; NaN where the database does not say.',
    registers: [registry],
    async collect() {
      const milliseconds = await within(patienceMs, readSweepLag())
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
  gauge('hierarchy_pool_connections', 'Connections to PostgreSQL that are open.', (pool) => pool.totalCount)
  gauge('hierarchy_pool_idle_connections', 'Those of them that nobody uses.', (pool) => pool.idleCount)
  gauge('hierarchy_pool_waiting', 'Who waits for a connection.', (pool) => pool.waitingCount)
}

function watchFeed(registry: Registry, { readFeed, countSockets }: Sources): void {
  const registers = [registry]
  new Gauge({
    name: 'hierarchy_websockets',
    help: 'WebSockets that are open.',
    registers,
    collect() {
      this.set(countSockets())
    },
  })
  new Gauge({
    name: 'hierarchy_feed_subscribers',
    help: 'Subscriptions that follow the events as they come.',
    registers,
    collect() {
      this.set(readFeed().subscribers)
    },
  })
  new Gauge({
    name: 'hierarchy_feed_lag_seconds',
    help: 'Since the events were last read; 0 while nobody follows them.',
    registers,
    collect() {
      this.set(readFeed().lagMs / 1_000)
    },
  })
  new Counter({
    name: 'hierarchy_feed_dropped_total',
    help: 'Subscriptions that were too slow, and were told to begin anew.',
    registers,
    collect() {
      this.reset()
      this.inc(readFeed().dropped)
    },
  })
}

/** Null where there is no value, or none in time. */
async function within(milliseconds: number, value: Promise<number | null>): Promise<number | null> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, milliseconds, null)
  })
  return Promise.race([value.catch(() => null), timeout]).finally(() => {
    clearTimeout(timer)
  })
}
