import { resolve } from 'node:path'
import { printable } from '../clients/support/printable.ts'
import { ConfigError, readDatabaseSettings } from '../src/config.ts'
import { commandName } from '../src/db/commandName.ts'
import { describeDatabase, findUrlProblem } from '../src/db/databaseUrl.ts'
import { creationNotice, hasEmbedded, runningEmbeddedUrl, startEmbedded } from '../src/db/embedded.ts'

interface Options {
  /** The connection string of `--url`. */
  readonly url: string | undefined
  /** Whether to make an embedded database if there is none. */
  readonly creates?: boolean
}

/** Does the work of a command, and returns the exit code. `ownsServer`: no other process uses the database. */
type Work = (url: string, ownsServer: boolean) => Promise<number>

/**
 * Runs `work` on the database of a command: the one that `--url` names, otherwise the one in DATABASE_URL, otherwise the embedded
 * one in DATA_DIR. If the embedded PostgreSQL is not running, starts it, and stops it after the work. Prints the name of the
 * database on standard error before the work begins.
 * @throws {ConfigError} if the settings are invalid, do not allow the embedded PostgreSQL, or name no database
 */
export async function withChosenDatabase({ url, creates = false }: Options, work: Work): Promise<number> {
  if (url !== undefined) {
    const problem = findUrlProblem(url)
    if (problem !== null) throw new ConfigError(`--url: expected ${problem}`)
  }
  const { databaseUrl, dataDir } = readDatabaseSettings(url === undefined ? process.env : { DATABASE_URL: url })
  if (databaseUrl !== undefined) return workOn(databaseUrl, undefined, (chosen) => work(chosen, false))
  const running = await runningEmbeddedUrl(dataDir)
  if (running !== null) return workOn(running, dataDir, (chosen) => work(chosen, false))
  if (!creates && !hasEmbedded(dataDir))
    throw new ConfigError(
      `No database: DATABASE_URL is not set, and ${resolve(dataDir)} has no embedded database. Set DATABASE_URL, pass --url, or start the server first (${commandName('serve')}).`,
    )
  const embedded = await startEmbedded({
    dataDir,
    onCreate: () => process.stderr.write(printable(creationNotice(dataDir))),
    onExit: (detail) => {
      process.stderr.write(`${printable(detail)}\n`)
      process.exit(2)
    },
  })
  try {
    return await workOn(embedded.url(), dataDir, (chosen) => work(chosen, true))
  } finally {
    await embedded.stop()
  }
}

function workOn(url: string, dataDir: string | undefined, work: (url: string) => Promise<number>): Promise<number> {
  process.stderr.write(`Using ${printable(describeDatabase(url, dataDir))}.\n`)
  return work(url)
}
