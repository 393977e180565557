import { readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type Account, clusterArgument, programEnvironment } from './account.ts'
import type { Binaries } from './binaries.ts'
import { type GuardedProcess, startGuarded } from './guardedProcess.ts'
import { isAlive, readPid } from './lock.ts'

/** Crash recovery replays up to max_wal_size (1 GB) before the server is ready. */
const START_TIMEOUT_MS = 120_000
const PORT_ATTEMPTS = 10

export interface Postmaster {
  readonly server: GuardedProcess
  readonly port: number
}

/**
 * Starts a server on the cluster of a locked data directory, and waits until it accepts connections on a free port of
 * 127.0.0.1. `logTail` returns the end of the server's log.
 */
export async function startPostmaster(
  data: string,
  { account, binaries }: { account: Account; binaries: Binaries },
  options: { log: number; lock: number; settings: Readonly<Record<string, string>>; logTail: () => string },
): Promise<Postmaster | { failure: string }> {
  const { log, lock, settings, logTail } = options
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort()
    const server = startGuarded([binaries.postgres, ...serverArguments(data, port, settings)], {
      account,
      cwd: data,
      log,
      lock,
      ending: 'shutdown',
    })
    if (await untilReady(server, data)) return { server, port }
    if (server.ending === undefined) {
      await server.stop()
      return { failure: `PostgreSQL was not ready after ${START_TIMEOUT_MS / 1_000} s` }
    }
    // another program may take the port between the probe and the server's bind
    if (attempt === PORT_ATTEMPTS || !logTail().includes('Address already in use'))
      return { failure: `PostgreSQL did not start (${server.ending})` }
  }
}

/**
 * The pid of a server that runs on the cluster although this process holds the lock, because other software started it. If
 * the pid in postmaster.pid belongs to another program by now, the file is removed: PostgreSQL itself would take any
 * running process of the same user for the server.
 */
export function findForeignPostmaster(data: string): number | undefined {
  const path = join(data, 'postmaster.pid')
  const pid = readPid(path)
  if (pid === undefined || !isAlive(pid)) return undefined
  if (isServerOf(pid, data)) return pid
  rmSync(path, { force: true })
  return undefined
}

function isServerOf(pid: number, data: string): boolean {
  if (process.platform !== 'linux') {
    const ps = spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { env: programEnvironment(), encoding: 'utf8' })
    return ps.status === 0 && ps.stdout.trim().endsWith('postgres')
  }
  try {
    const [theirs, ours] = [statSync(`/proc/${pid}/cwd`), statSync(data)]
    return theirs.dev === ours.dev && theirs.ino === ours.ino && readlinkSync(`/proc/${pid}/exe`).includes('postgres')
  } catch {
    return false // it has ended, or belongs to another user, whose processes PostgreSQL ignores too
  }
}

const serverArguments = (data: string, port: number, settings: Readonly<Record<string, string>>): readonly string[] => {
  const all = {
    timezone: 'UTC',
    ...settings,
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
  }
  return ['-D', clusterArgument(data), ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
}

/** The eighth line of postmaster.pid is the server's state; pg_ctl reads it too. */
async function untilReady(server: GuardedProcess, data: string): Promise<boolean> {
  const deadline = Date.now() + START_TIMEOUT_MS
  while (server.ending === undefined && Date.now() < deadline) {
    const [pid, , , , , , , state] = readLines(join(data, 'postmaster.pid'))
    if (Number(pid) === server.pid && state?.trim() === 'ready') return true
    await delay(5)
  }
  return false
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch {
    return [] // not written yet
  }
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port)
        else reject(new TypeError('expected a TCP server with an address and a port'))
      })
    })
  })
}
