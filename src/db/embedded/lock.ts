import { spawn } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { programEnvironment } from './account.ts'
import { codeOf, EmbeddedInUseError, EmbeddedUnavailableError } from './errors.ts'

/** Longest wait for a lock whose holder runs: the holder may be about to end. */
const HELD_TIMEOUT_MS = 3_000
/** Longest wait for a PostgreSQL whose starting process has ended: it is shutting down. */
const ORPHAN_TIMEOUT_MS = 30_000

/**
 * The exclusive lock on a data directory: a kernel lock (flock) on DATA_DIR/lock, held through an open descriptor.
 *
 * PostgreSQL inherits the descriptor. The lock is therefore free exactly when the starting process and all processes of the
 * server have ended, however they ended. No stale lock can remain, and two concurrent starts cannot both succeed. A file
 * with the holder's pid has neither property, because pids are reused. PostgreSQL's own postmaster.pid has neither between
 * containers that share a volume.
 */
export interface DirectoryLock {
  /** The descriptor that holds the lock; the server's processes inherit it. */
  readonly fd: number
  /** Closes this process's descriptor. The server's processes still hold the lock. */
  release(): void
}

/**
 * Takes the lock. Waits up to 3 s for a holder that runs, and up to 30 s for a server that is shutting down.
 * @throws {EmbeddedInUseError} if the lock is still held then
 */
export async function lockDirectory(dataDir: string): Promise<DirectoryLock> {
  const path = join(dataDir, 'lock')
  const started = Date.now()
  for (;;) {
    const fd = await tryLock(path)
    if (fd !== undefined) {
      ftruncateSync(fd)
      writeSync(fd, `${process.pid}\n`, 0)
      return { fd, release: releaseOnce(fd) }
    }
    const holder = readPid(path)
    const timeoutMs = holder === undefined || isAlive(holder) ? HELD_TIMEOUT_MS : ORPHAN_TIMEOUT_MS
    if (Date.now() - started > timeoutMs) throw new EmbeddedInUseError(dataDir, holder)
    await delay(50)
  }
}

/** The process id in the first line of a file; undefined if there is none. */
export function readPid(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return pid > 0 ? pid : undefined
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return codeOf(error) === 'EPERM'
  }
}

function releaseOnce(fd: number): () => void {
  let held = true
  return () => {
    // a second close could close another file that reuses the number
    if (held) closeSync(fd)
    held = false
  }
}

/** A descriptor that holds the lock, or undefined if another process holds it. */
async function tryLock(path: string): Promise<number | undefined> {
  if (process.platform === 'darwin') return openLocked(path)
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o600)
  try {
    if (await flock(fd)) return fd
  } catch (error) {
    closeSync(fd)
    throw error
  }
  closeSync(fd)
  return undefined
}

/**
 * Locks an open file. The lock belongs to the open file description, not to the process that requested it, so it outlives
 * the flock program and stays with our descriptor.
 */
function flock(fd: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('flock', ['-x', '-n', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
      env: programEnvironment(),
    })
    child.on('error', () => {
      reject(new EmbeddedUnavailableError('the program flock is missing. Install the package util-linux'))
    })
    child.on('exit', (status) => {
      resolve(status === 0)
    })
  })
}

/** macOS has no flock program, but `open` can lock. */
function openLocked(path: string): number | undefined {
  const O_EXLOCK = 0x20
  const O_NONBLOCK = 0x4
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW | O_EXLOCK | O_NONBLOCK, 0o600)
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return undefined
    throw error
  }
}
