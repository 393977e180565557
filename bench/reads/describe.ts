import { formatTable } from '../support/report.ts'
import { servers, type Server } from './documents.ts'
import type { Measured } from './measure.ts'

/** The rates as ratios to this server's, and what each server needs. */
export function describeReads(measured: readonly Measured[]): string {
  const ratios = measured.map(({ document, connections, samples }) => {
    const ratios = ratiosOf(samples)
    return [`${document.name}, ${connections}`, ...servers.slice(1).map((server) => ratios[server]?.toFixed(2) ?? '')]
  })
  const details = measured.flatMap(({ document, connections, samples }) =>
    [...samples].map(([server, sample]) => [
      `${document.name}, ${connections}, ${server}`,
      Math.round(sample.perSecond).toLocaleString('en'),
      sample.p50.toFixed(0),
      sample.p99.toFixed(0),
      sample.cpuUs.toFixed(0),
      sample.statementsPerRequest.toFixed(2),
    ]),
  )
  const head = ['document, connections', ...servers.slice(1).map((server) => `this server / ${server}`)]
  const detailHead = ['', 'requests/s', 'p50, ms', 'p99, ms', 'server CPU, µs', 'statements']
  return `${formatTable(head, ratios)}\n\nFor each request:\n\n${formatTable(detailHead, details)}`
}

/** The rate of this server, divided by that of each other server that can answer the document. */
export function ratiosOf(samples: Measured['samples']): Readonly<Partial<Record<Server, number>>> {
  const own = samples.get('this server')?.perSecond ?? NaN
  const others = [...samples].filter(([server]) => server !== 'this server')
  return Object.fromEntries(others.map(([server, { perSecond }]) => [server, own / perSecond]))
}
