import { feedPollMs } from '../../src/events/createEventFeed.ts'
import { quantile, type Measured } from './measure.ts'

export const feedHead = [
  'subscribers',
  'changes per second',
  'SQL statements per second',
  'messages per second',
  'latency, median',
  'latency, 99th percentile',
  'memory per subscriber, kB',
  'memory growth at its peak, MB',
]

/** A row of the table. Latencies are in poll intervals. */
export function describeFeed(name: string, subscribers: number, measured: Measured): string[] {
  const inPolls = (q: number): string => (quantile(measured.latencies, q) / feedPollMs).toFixed(1)
  return [
    name,
    measured.changesPerSecond.toFixed(0),
    measured.statementsPerSecond.toFixed(1),
    measured.messagesPerSecond.toFixed(0),
    inPolls(0.5),
    inPolls(0.99),
    subscribers < 100 ? '' : (measured.grownBy / subscribers / 1_000).toFixed(0),
    (measured.peak / 1e6).toFixed(0),
  ]
}
