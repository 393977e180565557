import { spawnSync } from 'node:child_process'
import { lchownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { type Binaries, copyBinaries, copyBinariesForAll, findInstalledBinaries, linkLibraries } from './binaries.ts'
import { EmbeddedUnavailableError, messageOf } from './errors.ts'

interface Ids {
  readonly uid: number
  readonly gid: number
}

/**
 * The user account under which PostgreSQL's programs run. They refuse to run as root, and initdb refuses a user without a
 * name. The possible accounts are:
 *
 * - `self`: the user of this process.
 * - `namespace`: the user of this process, mapped to `nobody` in a user namespace, in which files and paths are unchanged.
 * - `other`: another user.
 */
export interface Account {
  readonly name: 'self' | 'namespace' | 'other'
  /** Prefix of each program's command line. */
  readonly wrap: readonly string[]
  /** The user to switch to (`uid` and `gid` of `spawn`); undefined: do not switch. */
  readonly ids: Ids | undefined
}

/**
 * Removes PGSSLMODE, PGOPTIONS, PGSERVICE and all other variables of libpq from the environment of this process. They are meant
 * for other servers, and the driver would use them for each connection.
 */
export function forgetOtherServers(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('PG')) Reflect.deleteProperty(process.env, name)
}

/** The environment of all programs that this folder starts. */
export function programEnvironment(): NodeJS.ProcessEnv {
  // PGDATA, PGOPTIONS, … are meant for other servers, and this code parses messages of the log in English
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  const path = [process.env.PATH ?? '', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':')
  return { ...Object.fromEntries(inherited), PATH: path, LC_ALL: 'C' }
}

/**
 * Chooses an account that owns (or may own) `clusterDir`, and binaries that this account can run. It runs one of the
 * binaries to verify the choice. The binaries are copied if the account cannot reach them, or if their directory is
 * read-only and lacks the links between libraries. An ordinary user copies them to `dataDir`, root to a shared directory.
 *
 * @throws {EmbeddedUnavailableError} if no account can run the binaries
 */
export function chooseAccount(dataDir: string, clusterDir: string): { account: Account; binaries: Binaries } {
  const installed = findInstalledBinaries()
  const accounts = possibleAccounts(clusterDir)
  const places: (() => Binaries | undefined)[] = [
    () => (linkLibraries(installed) ? installed : undefined),
    ...(isRoot()
      ? sharedDirs().map((parent) => () => copyBinariesForAll(installed, parent))
      : [() => copyBinaries(installed, dataDir)]),
  ]
  const refusals: string[] = []
  for (const place of places) {
    try {
      const binaries = place()
      if (binaries === undefined) continue
      for (const account of accounts) {
        const refusal = refusalToRun(binaries, account)
        if (refusal === undefined) return { account, binaries }
        refusals.push(refusal)
      }
    } catch (error) {
      refusals.push(messageOf(error))
    }
  }
  throw new EmbeddedUnavailableError(`PostgreSQL's binaries do not run (${[...new Set(refusals)].join('; ')})`)
}

/**
 * The path of the cluster on the command lines of programs that have it as their working directory. Another user, or root
 * in a namespace, may have no access to the directories above it (for example a home directory of mode 0700). A path
 * through the working directory needs no such access.
 */
export const clusterArgument = (clusterDir: string): string =>
  isRoot() && process.platform === 'linux' ? '/proc/self/cwd' : clusterDir

/** The user that must own the cluster so that `account` can run a server on it. */
const ownerFor = ({ ids }: Account): Ids => ids ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

/** Makes the account the owner of a file. Does nothing unless the account is another user. */
export function giveFile(path: string, { ids }: Account): void {
  if (ids !== undefined) lchownSync(path, ids.uid, ids.gid)
}

/** Makes the account the owner of a directory tree. The top comes last, so that a restart repeats an interrupted change. */
export function giveTree(dir: string, account: Account): void {
  const { uid, gid } = ownerFor(account)
  if (lstatSync(dir).uid === uid) return
  changeOwner(dir, uid, gid)
}

function changeOwner(path: string, uid: number, gid: number): void {
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) changeOwner(join(path, name), uid, gid)
  lchownSync(path, uid, gid)
}

/** In order of preference: /var/cache survives reboots and is not cleaned while the server runs. */
const sharedDirs = (): readonly string[] => ['/var/cache', tmpdir()].map((dir) => join(dir, 'supervisor-hierarchy'))

const isRoot = (): boolean => process.getuid?.() === 0

function possibleAccounts(clusterDir: string): readonly Account[] {
  const self: Account = { name: 'self', wrap: [], ids: undefined }
  if (!isRoot()) return hasName() ? [self] : [...namespaceAccounts(), self]
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  // an ordinary user's data keeps its owner, so that the user can still start the server after a start as root
  if (owner !== undefined && owner.uid !== 0) return [otherAccount({ uid: owner.uid, gid: owner.gid })]
  return [...namespaceAccounts(), otherAccount(nobody())]
}

const otherAccount = (ids: Ids): Account => ({ name: 'other', wrap: [], ids })

function namespaceAccounts(): readonly Account[] {
  if (process.platform !== 'linux' || process.env.EMBEDDED_NO_USERNS === '1') return []
  const { uid, gid } = nobody()
  const wrap = ['unshare', '--user', `--map-user=${uid}`, `--map-group=${gid}`, '--']
  return [{ name: 'namespace', wrap, ids: undefined }]
}

/** The conventional user without privileges. */
function nobody(): Ids {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'))
  const [, , uid, gid] = line?.split(':') ?? []
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) }
}

function hasName(): boolean {
  try {
    userInfo()
    return true
  } catch {
    return false // for example a container with an arbitrary uid
  }
}

function refusalToRun({ postgres }: Binaries, { wrap, ids }: Account): string | undefined {
  const [command, ...args] = [...wrap, postgres, '--version'] as const
  const ran = spawnSync(command, args, { ...ids, cwd: '/', env: programEnvironment(), encoding: 'utf8' })
  if (ran.status === 0) return undefined
  return (
    ran.error?.message ?? (ran.stderr.trim() || `${postgres} ended with ${ran.status ?? ran.signal ?? 'no status'}`)
  )
}
