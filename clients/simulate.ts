// npm run simulate -- --supervisors 1000 --kill-rate 0.01 --seconds 60: simulates supervisor processes, some of which die.
import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { Findings } from './simulate/Findings.ts'
import { memberConfig, membersOf, planMembers } from './simulate/planMembers.ts'
import { showCounts } from './simulate/showCounts.ts'
import { SimulateApi } from './simulate/simulateApi.ts'
import { readOptions, usage, type SimulateOptions } from './simulate/simulateOptions.ts'
import { Simulation } from './simulate/Simulation.ts'
import { askAgain } from './support/askAgain.ts'
import { ServerError } from './support/askServer.ts'
import { UsageError } from './support/UsageError.ts'

/** Longest time to read the last changes, and to terminate the fleet. */
const endTimeoutMs = 30_000

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (!options) {
    process.stdout.write(usage)
    return
  }
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // a second signal ends the process immediately
    process.once(signal, () => {
      process.exitCode = 128 + constants.signals[signal]
      interrupted.abort()
    })
  }
  const api = new SimulateApi(options.url)
  const id = randomUUID()
  const root = { id, name: `simulation ${id.slice(0, 8)}` }
  const cursor = await askAgain(() => api.fetchEventCursor(), {
    signal: interrupted.signal,
    maxPauseMs: 5_000,
    expectsServer: true,
    onRetry: ({ message }) => process.stderr.write(`${message}\nRetrying.\n`),
  })
  try {
    await simulate(options, api, root, cursor, interrupted.signal)
  } finally {
    if (options.keep) process.stdout.write(`Left ${root.name} on the server: ${id}\n`)
    else await askAgain(() => api.terminate(id), untilEndTimeout())
  }
}

async function simulate(
  { supervisors, killRate, seconds, sweepSeconds }: SimulateOptions,
  api: SimulateApi,
  root: { readonly id: string; readonly name: string },
  cursor: string,
  interrupted: AbortSignal,
): Promise<void> {
  const retry = { signal: interrupted, maxPauseMs: 5_000 }
  const intervalMs = 1_000 * (await askAgain(() => api.spawnRoot(root.id, root.name, memberConfig), retry))
  const chunks = planMembers(supervisors)
  for (const chunk of chunks) {
    await askAgain(() => api.spawnBelow(root.id, chunk), retry)
    if (interrupted.aborted) return
  }
  process.stdout.write(
    `${root.name}: ${supervisors} supervisors, heartbeat interval ${intervalMs / 1_000} s, kill rate ${killRate} per second\n`,
  )
  const findings = new Findings(intervalMs, sweepSeconds * 1_000)
  const members = membersOf(chunks.flat())
  const simulation = new Simulation({ api, root, members, intervalMs, killRate, findings, cursor })
  const stop = new AbortController()
  const end = (): void => {
    stop.abort()
  }
  interrupted.addEventListener('abort', end)
  const timeout = setTimeout(end, seconds * 1_000)
  const display = showCounts(api, root.id, findings, stop.signal)
  await simulation.run(stop)
  clearTimeout(timeout)
  await display
  const now = performance.now()
  await simulation.readChanges(untilEndTimeout().signal)
  process.stdout.write(`${findings.describe(now).join('\n')}\n`)
  if (findings.failedWhileHealthy > 0 || findings.countOverdue(now) > 0) process.exitCode ??= 1
}

function untilEndTimeout() {
  return { signal: AbortSignal.timeout(endTimeoutMs), maxPauseMs: 5_000 }
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    process.exitCode = 2
  } else if (error instanceof ServerError) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode ??= 1
  } else {
    throw error
  }
}
