import { setTimeout as sleep } from 'node:timers/promises'
import { ServerError } from '../support/askServer.ts'
import type { Findings } from './Findings.ts'
import type { Counts, SimulateApi } from './simulateApi.ts'

/** Shows the state of the fleet until `stop` aborts: on a terminal in one line, otherwise in a line every five seconds. */
export async function showCounts(
  api: SimulateApi,
  rootId: string,
  findings: Findings,
  stop: AbortSignal,
): Promise<void> {
  const { isTTY } = process.stdout
  const start = performance.now()
  for (;;) {
    await sleep(isTTY ? 1_000 : 5_000, undefined, { signal: stop }).catch(() => undefined)
    if (stop.aborted) break
    const counts = await api.fetchCounts(rootId).catch((error: unknown) => {
      if (error instanceof ServerError) return error.message
      throw error
    })
    const seconds = Math.round((performance.now() - start) / 1_000)
    const line = `${String(seconds).padStart(4)} s  ${typeof counts === 'string' ? counts : describe(counts)}; ${findings.killed} killed, ${findings.detected} detected, ${findings.failedWhileHealthy} failed while healthy`
    process.stdout.write(isTTY ? `\r\x1b[2K${line.slice(0, (process.stdout.columns || 120) - 1)}` : `${line}\n`)
  }
  if (isTTY) process.stdout.write('\n')
}

function describe({ byStatus, byHealth }: Counts): string {
  const statuses = byStatus.filter(({ count }) => count > 0).map(({ status, count }) => `${count} ${status}`)
  const states = byHealth.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`)
  return `${statuses.join(', ')}; ${states.join(', ')}`
}
