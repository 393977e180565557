import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Account, chooseAccount, forgetOtherServers, giveFile } from './embedded/account.ts'
import { APPLICATION_ROLE, ensureApplicationRole, type UrlOf } from './embedded/applicationRole.ts'
import { withClient } from './embedded/client.ts'
import { clusterDirIn, ensureCluster, SUPERUSER } from './embedded/cluster.ts'
import { codeOf, EmbeddedError, EmbeddedInUseError, EmbeddedStartError, messageOf } from './embedded/errors.ts'
import { type DirectoryLock, lockDirectory } from './embedded/lock.ts'
import { findForeignPostmaster, type Postmaster, startPostmaster } from './embedded/postmaster.ts'

export { EmbeddedError, EmbeddedInUseError, EmbeddedStartError, EmbeddedUnavailableError } from './embedded/errors.ts'

/** A PostgreSQL server that ends with this process. */
export interface EmbeddedPostgres {
  /**
   * A connection string for the role of the application, which owns the database and is not a superuser. Default database:
   * `EmbeddedOptions.database`.
   */
  url(database?: string): string
  /** The same for the superuser: for administration and tests. The application does not use it. */
  superuserUrl(database?: string): string
  readonly port: number
  /** Process id of the postmaster. */
  readonly pid: number
  /** Ends all sessions and shuts the server down. Resolves when all its processes have ended. Idempotent. */
  stop(): Promise<void>
}

export interface EmbeddedOptions {
  /** Created if absent. Contains the data, the log of the latest run (`postgres.log`) and, while the server runs, `url`. */
  readonly dataDir: string
  /** Name of the database, created if absent. Default: 'supervisors'. */
  readonly database?: string
  /** PostgreSQL settings in addition to the defaults. Port and addresses cannot be set. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called before a new database is created. */
  readonly onCreate?: () => void
  /** Called once if the server ends without a call to `stop`, with the known details. */
  readonly onExit?: (detail: string) => void
}

/** Characters of the log's end that an error contains. */
const LOG_TAIL = 4_000

/**
 * Starts a PostgreSQL server on the data in `dataDir`, which the first start initialises. Resolves when the database accepts
 * connections. The server listens on 127.0.0.1 only, and ends with this process, even if this process is killed.
 *
 * Removes the `PG*` variables from the environment of this process: they are meant for other servers.
 *
 * If this function throws, no process of the server is left.
 *
 * @throws {EmbeddedUnavailableError} if this machine cannot run the server
 * @throws {EmbeddedInUseError} if another server uses the directory
 * @throws {EmbeddedStartError} for any other failure, with the end of the log
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  forgetOtherServers()
  const dataDir = resolve(options.dataDir)
  const logPath = join(dataDir, 'postgres.log')
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    const lock = await lockDirectory(dataDir)
    try {
      return await startLocked(dataDir, logPath, lock, options)
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    if (error instanceof EmbeddedError) throw error
    const user = process.getuid?.() ?? 'unknown'
    const advice = codeOf(error) === 'EACCES' || codeOf(error) === 'EPERM' ? ` (as user ${user})` : ''
    throw new EmbeddedStartError(
      `The embedded PostgreSQL cannot use the data directory ${dataDir}${advice}: ${messageOf(error)}. ` +
        'Set DATA_DIR to a directory that this user may write to, or set DATABASE_URL.',
    )
  }
}

/** Whether `dataDir` contains a database. */
export function hasEmbedded(dataDir: string): boolean {
  return existsSync(clusterDirIn(dataDir))
}

/** The notice before a new database is created. It tells a user who starts the server in the wrong directory why the data is missing. */
export function creationNotice(dataDir: string): string {
  return `Creating a new database in ${resolve(dataDir)}. Set DATABASE_URL or DATA_DIR to use another one.\n`
}

/**
 * The connection string of the server that runs on `dataDir`, or null if no server responds there. Removes the `PG*` variables
 * from the environment of this process.
 */
export async function runningEmbeddedUrl(dataDir: string): Promise<string | null> {
  forgetOtherServers()
  let url: string
  try {
    url = readFileSync(join(dataDir, 'url'), 'utf8').trim()
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw error
  }
  try {
    // a killed server leaves the file behind; if another program uses the port now, the password does not match
    await withClient(url, (client) => client.query('SELECT 1'))
    return url
  } catch {
    return null
  }
}

async function startLocked(
  dataDir: string,
  logPath: string,
  lock: DirectoryLock,
  { database = 'supervisors', settings = {}, onCreate, onExit }: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  const foreign = findForeignPostmaster(join(clusterDirIn(dataDir), 'data'))
  if (foreign !== undefined) throw new EmbeddedInUseError(dataDir, foreign)
  const isNew = !hasEmbedded(dataDir)
  const program = chooseAccount(dataDir, clusterDirIn(dataDir))
  if (isNew) onCreate?.()
  giveFile(join(dataDir, 'lock'), program.account)
  const log = createFile(logPath, program.account)
  const logTail = (): string => readFileSync(logPath, 'utf8').slice(-LOG_TAIL).trim()
  const failed = (reason: string): EmbeddedStartError =>
    new EmbeddedStartError(`${reason}. The log is ${logPath}.`, logTail())

  try {
    const initialised = await ensureCluster(dataDir, program, {
      log,
      lock: lock.fd,
      durable: settings.fsync !== 'off',
    })
    if ('failure' in initialised) throw failed(initialised.failure)
    const { cluster } = initialised
    const postmaster = await startPostmaster(cluster.data, program, { log, lock: lock.fd, settings, logTail })
    if ('failure' in postmaster) throw failed(postmaster.failure)

    const urlOf: UrlOf = (role, password, name) =>
      `postgresql://${role}:${password}@127.0.0.1:${postmaster.port}/${encodeURIComponent(name)}`
    const urlPath = join(dataDir, 'url')
    let password = ''
    try {
      password = await ensureApplicationRole(cluster, program.account, { urlOf, superuser: SUPERUSER, database })
      writeUrl(urlPath, urlOf(APPLICATION_ROLE, password, database), program.account)
    } catch (error) {
      await postmaster.server.stop()
      throw failed(`The database ${database} could not be prepared: ${messageOf(error)}`)
    }
    return running(postmaster, {
      url: (name = database) => urlOf(APPLICATION_ROLE, password, name),
      superuserUrl: (name = database) => urlOf(SUPERUSER, cluster.password, name),
      ended: () => {
        rmSync(urlPath, { force: true })
        lock.release()
      },
      crashed: (ending) => onExit?.(`PostgreSQL ended unexpectedly (${ending}). The log is ${logPath}.\n${logTail()}`),
    })
  } finally {
    closeSync(log) // the server has its own descriptor
  }
}

function running(
  { server, port }: Postmaster,
  {
    ended,
    crashed,
    ...urls
  }: Pick<EmbeddedPostgres, 'url' | 'superuserUrl'> & { ended: () => void; crashed: (ending: string) => void },
): EmbeddedPostgres {
  let stopping = false
  const gone = server.ended.then((ending) => {
    ended()
    if (!stopping) crashed(ending)
  })
  server.unref()
  return {
    ...urls,
    port,
    pid: server.pid ?? 0,
    async stop() {
      stopping = true
      await server.stop()
      await gone
    },
  }
}

/** Opens a new file for appending. It first removes an existing one, which may be a link or another user's file. */
function createFile(path: string, account: Account): number {
  rmSync(path, { force: true })
  const fd = openSync(path, 'ax', 0o600)
  giveFile(path, account)
  return fd
}

function writeUrl(path: string, url: string, account: Account): void {
  const unfinished = `${path}-${randomBytes(6).toString('hex')}`
  writeFileSync(unfinished, `${url}\n`, { mode: 0o600, flag: 'wx' })
  giveFile(unfinished, account)
  renameSync(unfinished, path)
}
