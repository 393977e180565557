import { randomUUID } from 'node:crypto'
import { constants } from 'node:os'
import { Findings } from './Findings.ts'
import { memberConfig, membersOf, planMembers } from './planMembers.ts'
import { showCounts } from './showCounts.ts'
import { SimulateApi } from './simulateApi.ts'
import { readOptions, usageOf, type SimulateOptions } from './simulateOptions.ts'
import { Simulation } from './Simulation.ts'
import { askAgain } from '../support/askAgain.ts'
import { ServerError } from '../support/askServer.ts'
import { UsageError } from '../support/UsageError.ts'

/** Longest time to read the last changes, and to terminate the fleet. */
const endTimeoutMs = 30_000

/**
 * Simulates supervisor processes, some of which crash. Returns the exit code.
 * @param command the command as its user writes it
 */
export async function runSimulate(args: readonly string[], command: string): Promise<number> {
  try {
    const options = readOptions(args)
    if (options) return await simulateUntilInterrupted(options)
    process.stdout.write(usageOf(command))
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usageOf(command)}`)
      return 2
    }
    if (!(error instanceof ServerError)) throw error
    process.stderr.write(`${error.message}\n`)
    return interruptedBy ?? 1
  }
}

/** The exit code after a signal. */
let interruptedBy: number | undefined

async function simulateUntilInterrupted(options: SimulateOptions): Promise<number> {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // a second signal ends the process immediately
    process.once(signal, () => {
      interruptedBy = 128 + constants.signals[signal]
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
    const isAsExpected = await simulate(options, api, root, cursor, interrupted.signal)
    return interruptedBy ?? (isAsExpected ? 0 : 1)
  } finally {
    if (options.keep) process.stdout.write(`Left ${root.name} on the server: ${id}\n`)
    else await askAgain(() => api.terminate(id), untilEndTimeout())
  }
}

/** Whether the server failed no healthy supervisor, and detected each killed one in time. */
async function simulate(
  { supervisors, killRate, seconds, sweepSeconds }: SimulateOptions,
  api: SimulateApi,
  root: { readonly id: string; readonly name: string },
  cursor: string,
  interrupted: AbortSignal,
): Promise<boolean> {
  const retry = { signal: interrupted, maxPauseMs: 5_000 }
  const intervalMs = 1_000 * (await askAgain(() => api.spawnRoot(root.id, root.name, memberConfig), retry))
  const chunks = planMembers(supervisors)
  for (const chunk of chunks) {
    await askAgain(() => api.spawnBelow(root.id, chunk), retry)
    if (interrupted.aborted) return true
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
  return findings.failedWhileHealthy === 0 && findings.countOverdue(now) === 0
}

function untilEndTimeout() {
  return { signal: AbortSignal.timeout(endTimeoutMs), maxPauseMs: 5_000 }
}
