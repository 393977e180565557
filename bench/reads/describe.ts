import { formatTable } from '../support/report.ts'
import { servers, type Server } from './documents.ts'
import type { Measured, Sample } from './measure.ts'

/** The rates as ratios to this server's, and what each server needs. */
export function describeReads(measured: readonly Measured[]): string {
  const ratios = measured.map(({ document, connections, samples }) => {
    const own = samples.get('this server')
    const ratioTo = (server: Server): string => ratioOf(own, samples.get(server))
    return [`${document.name}, ${connections}`, ...servers.slice(1).map(ratioTo)]
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

/** The ratio of the rates; empty if one of the servers cannot answer the document. */
function ratioOf(own: Sample | undefined, other: Sample | undefined): string {
  return own && other ? (own.perSecond / other.perSecond).toFixed(2) : ''
}
