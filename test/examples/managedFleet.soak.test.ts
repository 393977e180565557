import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { applyFleetMutation } from '../support/api/withFleets.ts'
import { processesOf } from '../support/process/processesOf.ts'
import { observe, withServers, type Launched, type ServerProcess } from '../support/process/serverProcess.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const PROCESSES = Number(process.env.MANAGED_PROCESSES ?? 200)
const SECONDS = Number(process.env.MANAGED_SECONDS ?? 300)

const database = withDatabase()
const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
const directory = servers.newDirectory()
/** The port stays the same, as for processes in production. */
const port = String(20_000 + Math.floor(Math.random() * 20_000))
let manager: Launched | undefined

afterAll(() => {
  manager?.process.kill('SIGKILL')
  for (const { pid } of processesOf(directory)) process.kill(pid, 'SIGKILL')
})

function launchManager(): Launched {
  const command = ['--import', 'tsx', 'examples/process-manager.ts', '--state', directory, '--grace', '5']
  return observe(
    spawn(process.execPath, [...command, '--url', `http://127.0.0.1:${port}/graphql`], {
      cwd: project,
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  )
}

async function startServer(): Promise<ServerProcess> {
  return servers.start({ DATABASE_URL: database.url, SWEEP_INTERVAL_MS: '1000', PORT: port, LOG_LEVEL: 'info' })
}

const percentile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)

test(
  'with random kills of processes, of the manager and of the server, every death is found, and no supervisor has two processes',
  async () => {
    let server = await startServer()
    const run = { command: 'python3', args: ['examples/supervisor_process.py'] }
    const restart = { max_restarts: 1_000, within_seconds: 60 }
    const config = { run, restart, heartbeat_interval: 10 }
    const { result } = await server.data(applyFleetMutation, {
      input: {
        fleet: 'soak',
        supervisors: [
          { key: 'top', name: 'top', config },
          ...Array.from({ length: PROCESSES - 1 }, (_, i) => ({
            key: `k${i}`,
            name: `n${i}`,
            parentKey: 'top',
            config: { heartbeat_interval: 10 },
          })),
        ],
      },
    })
    expect(result.__typename).toBe('ApplyFleetPayload')
    manager = launchManager()
    const untilAllRun = (): Promise<void> =>
      vi.waitFor(
        async () => {
          const { rows } = await database.pool.query<{ id: string; incarnation: number }>(
            `SELECT id, incarnation FROM supervisors WHERE status = 'ACTIVE' ORDER BY id`,
          )
          const running = processesOf(directory).map(({ supervisorId: id, incarnation }) => ({ id, incarnation }))
          expect(rows.length).toBe(PROCESSES)
          expect(running.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(rows)
        },
        { timeout: 180_000, interval: 1_000 },
      )
    await untilAllRun()
    // no policy restarts a root, so that its process is not killed
    const { rows: roots } = await database.pool.query<{ id: string }>(
      'SELECT id FROM supervisors WHERE parent_id IS NULL',
    )

    const killed = new Map<string, number>() // time of the kill, by supervisor and incarnation
    const count = { processes: 0, managers: 0, servers: 0, doubles: 0 }
    const outages: number[] = [] // when a manager or a server was killed
    const killOne = (): void => {
      const running = processesOf(directory).filter(({ supervisorId }) => supervisorId !== roots[0]?.id)
      const victim = running[Math.floor(Math.random() * running.length)]
      if (!victim) return
      count.processes++
      killed.set(`${victim.supervisorId} ${victim.incarnation}`, Date.now())
      try {
        process.kill(victim.pid, 'SIGKILL')
      } catch {
        killed.delete(`${victim.supervisorId} ${victim.incarnation}`) // ended by itself
      }
    }
    const end = Date.now() + SECONDS * 1_000
    while (Date.now() < end) {
      const chance = Math.random()
      if (chance < 0.02) {
        count.servers++
        outages.push(Date.now())
        server.process.kill('SIGKILL')
        await server.exited
        killOne()
        await sleep(Math.random() * 3_000)
        server = await startServer()
      } else if (chance < 0.05) {
        count.managers++
        outages.push(Date.now())
        manager.process.kill('SIGKILL')
        await manager.exited
        killOne()
        await sleep(Math.random() * 2_000)
        manager = launchManager()
      } else {
        killOne()
      }
      const ids = processesOf(directory).map(({ supervisorId }) => supervisorId)
      count.doubles += ids.length - new Set(ids).size
      await sleep(300 + Math.random() * 400)
    }
    await untilAllRun()
    expect(count.doubles).toBe(0)

    // each incarnation that was killed has ended
    const { rows } = await database.pool.query<{ id: string; incarnation: number; at: Date; by: string }>(
      `SELECT e.supervisor_id AS id, e.at, e.actor AS by,
         1 + (SELECT count(*)::int FROM supervisor_events earlier WHERE earlier.supervisor_id = e.supervisor_id
           AND earlier.type = 'SUPERVISOR_STATUS_CHANGED' AND earlier.after ->> 'status' = 'SPAWNING' AND earlier.sequence < e.sequence) AS incarnation
       FROM supervisor_events e WHERE e.type = 'SUPERVISOR_STATUS_CHANGED' AND e.after ->> 'status' = 'FAILED'`,
    )
    const failed = new Map(rows.map((row) => [`${row.id} ${row.incarnation}`, row]))
    const missing = [...killed.keys()].filter((key) => !failed.has(key))
    const delaysOf = (isMeant: (at: number) => boolean): number[] =>
      [...killed]
        .flatMap(([key, at]) => (isMeant(at) ? [(failed.get(key)?.at.getTime() ?? Infinity) - at] : []))
        .sort((a, b) => a - b)
    const isNearOutage = (at: number): boolean => outages.some((outage) => Math.abs(at - outage) < 10_000)
    const delays = delaysOf((at) => !isNearOutage(at))
    const others = delaysOf(isNearOutage)
    const swept = [...killed.keys()].filter((key) => failed.get(key)?.by === 'sweeper').length
    console.log(
      `processes: ${PROCESSES} processes for ${SECONDS} s, SIGKILL of ${count.processes} processes, ${count.managers} managers and ${count.servers} servers: ${delays.length} deaths found after ${percentile(delays, 0.5)} ms (p50), ${percentile(delays, 0.99)} ms (p99), ${others.length} within 10 s of the end of a manager or a server after at most ${percentile(others, 1)} ms, ${swept} found by the sweeper, ${missing.length} missed, ${count.doubles} doubles`,
    )
    expect(missing).toEqual([])
    expect(await database.violations()).toEqual([])
  },
  600_000 + SECONDS * 1_000,
)
