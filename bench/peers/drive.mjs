// Sends the bodies in turn to a server, and prints the rates and latencies as JSON. Reads what to send from stdin.
import autocannon from 'autocannon'
import { text } from 'node:stream/consumers'

const { url, bodies, connections, seconds } = JSON.parse(await text(process.stdin))
const headers = { 'content-type': 'application/json' }
const { pathname } = new URL(url)
const result = await autocannon({
  url,
  connections,
  duration: seconds,
  requests: bodies.map((body) => ({ method: 'POST', path: pathname, headers, body })),
})
process.stdout.write(
  JSON.stringify({
    total: result.requests.total,
    perSecond: result.requests.total / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.timeouts + result.non2xx,
  }),
)
