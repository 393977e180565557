import { spawn } from 'node:child_process'
import { closeSync, constants, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { programEnvironment } from './account.ts'
import { codeOf, EmbeddedInUseError, EmbeddedUnavailableError } from './errors.ts'

/** How long a start waits for a data directory that a running process has: it may be about to end. */
const HELD_PATIENCE_MS = 3_000
/** How long it waits for a server whose own process is gone, and that is therefore shutting down. */
const ORPHAN_PATIENCE_MS = 30_000

/**
 * The exclusive lock on a data directory: a lock of the kernel (flock) on DATA_DIR/lock, through an open descriptor.
 *
 * The descriptor is handed down to PostgreSQL, so the lock is free exactly when neither the process that started the
 * server nor any process of the server is left, however they ended; no stale lock can exist, and two starts at the
 * same moment cannot both win. A file that names its holder's pid has neither property (pids are used again), and
 * neither has PostgreSQL's own postmaster.pid between containers that share a volume.
 */
export interface DirectoryLock {
  /** The descriptor that holds the lock, to be inherited by the server's processes. */
  readonly fd: number
  /** Lets go of this process's share of it. */
  release(): void
}

/** Takes the lock, waiting for a server that is ending. Throws EmbeddedInUseError, after 3 s if the holder lives. */
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
    const patience = holder === undefined || isAlive(holder) ? HELD_PATIENCE_MS : ORPHAN_PATIENCE_MS
    if (Date.now() - started > patience) throw new EmbeddedInUseError(dataDir, holder)
    await delay(50)
  }
}

/** The process id in the first line of a file, or undefined. */
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
    // a second close would hit whatever file has the number by then
    if (held) closeSync(fd)
    held = false
  }
}

/** A descriptor that holds the lock, or undefined while somebody else does. */
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
 * Locks an open file. The lock belongs to what the descriptor refers to, not to the process that asked for it, so it
 * outlasts the flock program and stays with our descriptor.
 */
function flock(fd: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn('flock', ['-x', '-n', '3'], {
      stdio: ['ignore', 'ignore', 'ignore', fd],
      env: programEnvironment(),
    })
    child.on('error', () => {
      reject(new EmbeddedUnavailableError('the program flock, which belongs to util-linux, is missing'))
    })
    child.on('exit', (status) => {
      resolve(status === 0)
    })
  })
}

/** macOS has no flock program, but an open that locks. */
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
