import { randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { type Account, clusterArgument, giveTree } from './account.ts'
import type { Binaries } from './binaries.ts'
import { startGuarded } from './guardedProcess.ts'

/** A data directory made by initdb, and the superuser's password next to it: DATA_DIR/cluster/{data,password}. */
export interface Cluster {
  readonly dir: string
  readonly data: string
  readonly password: string
}

export const SUPERUSER = 'postgres'

export const clusterDirIn = (dataDir: string): string => join(dataDir, 'cluster')

/**
 * The cluster of a locked data directory, owned by the account. Initialises it if there is none. A new cluster is renamed
 * into place when it is complete; unfinished clusters of earlier starts are removed.
 */
export async function ensureCluster(
  dataDir: string,
  { account, binaries }: { account: Account; binaries: Binaries },
  { log, lock, durable }: { log: number; lock: number; durable: boolean },
): Promise<{ cluster: Cluster } | { failure: string }> {
  const dir = clusterDirIn(dataDir)
  for (const name of readdirSync(dataDir))
    if (name.startsWith('cluster-')) rmSync(join(dataDir, name), { recursive: true, force: true })
  if (!existsSync(dir)) {
    const unfinished = mkdtempSync(join(dataDir, 'cluster-'))
    const data = join(unfinished, 'data')
    mkdirSync(data, { mode: 0o700 })
    writeFileSync(join(unfinished, 'password'), randomBytes(24).toString('hex'), { mode: 0o600 })
    giveTree(unfinished, account)
    const initdb = startGuarded([binaries.initdb, ...initdbArguments(data, durable)], {
      account,
      cwd: data,
      log,
      lock,
      ending: 'kill',
    })
    const ending = await initdb.ended
    if (ending !== 'exit code 0') return { failure: `initdb failed (${ending})` }
    renameSync(unfinished, dir)
  }
  giveTree(dir, account)
  return { cluster: { dir, data: join(dir, 'data'), password: readFileSync(join(dir, 'password'), 'utf8') } }
}

const initdbArguments = (data: string, durable: boolean): readonly string[] => [
  ...['-D', clusterArgument(data)],
  ...['-U', SUPERUSER, '-A', 'scram-sha-256', '--pwfile=../password'],
  // text has the same sort order on every machine, whatever its locales
  ...['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
  ...(durable ? [] : ['--no-sync']),
]
