import { Counter, Gauge, Registry } from 'prom-client'

export interface Metrics {
  readonly registry: Registry
  readonly supervisorsFailed: Counter
  readonly supervisorsRestarted: Counter
  readonly sweepErrors: Counter
}

/**
 * What `/metrics` shows, in Prometheus's terms.
 * @param readSweepLag milliseconds since the last round of whichever server; null before the first
 */
export function createMetrics(readSweepLag: () => Promise<number | null>): Metrics {
  const registry = new Registry()
  const registers = [registry]
  new Gauge({
    name: 'hierarchy_sweep_lag_seconds',
    help: 'Since dead supervisors were last looked for, by whichever server; NaN where the database does not say.',
    registers,
    async collect() {
      const milliseconds = await readSweepLag().catch(() => null)
      this.set(milliseconds === null ? NaN : milliseconds / 1_000)
    },
  })
  return {
    registry,
    supervisorsFailed: new Counter({
      name: 'hierarchy_supervisors_failed_total',
      help: 'Supervisors that this server found dead, and made FAILED.',
      registers,
    }),
    supervisorsRestarted: new Counter({
      name: 'hierarchy_supervisors_restarted_total',
      help: 'Supervisors that this server restarted, by the policy of one above.',
      registers,
    }),
    sweepErrors: new Counter({
      name: 'hierarchy_sweep_errors_total',
      help: 'Rounds of this server in which the dead could not be looked for.',
      registers,
    }),
  }
}
