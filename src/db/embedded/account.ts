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
 * As whom PostgreSQL's programs run. They refuse to run as root, and initdb refuses a user that the system has no
 * name for, so this is one of: ourselves; ourselves seen as `nobody` from within a user namespace, where all files
 * and paths stay as they are; another user.
 */
export interface Account {
  readonly name: 'self' | 'namespace' | 'other'
  /** The command that a program's own command line follows. */
  readonly wrap: readonly string[]
  /** The user to switch to, for `spawn`. */
  readonly ids: Ids | undefined
}

/** The environment of every program that is started here. */
export function programEnvironment(): NodeJS.ProcessEnv {
  // PGDATA, PGOPTIONS, … are meant for other servers; the messages in the log are read in English
  const inherited = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  const path = [process.env.PATH ?? '', '/usr/bin', '/bin', '/usr/sbin', '/sbin'].join(':')
  return { ...Object.fromEntries(inherited), PATH: path, LC_ALL: 'C' }
}

/**
 * Chooses an account that owns `clusterDir` (or may come to own it) and binaries that it can run, and proves the
 * choice by running one. Binaries that this account cannot reach, or whose directory lacks links and is read-only,
 * are copied: by an ordinary user into `dataDir`, by root to where others may read.
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
 * What names the cluster on the command lines of programs whose working directory it is. Another user, or root
 * within a namespace, may not pass through the directories above it (a project in a directory of mode 0700); the
 * working directory needs no passing through.
 */
export const clusterArgument = (clusterDir: string): string =>
  isRoot() && process.platform === 'linux' ? '/proc/self/cwd' : clusterDir

/** The user that must own the cluster for `account` to run on it. */
export const ownerFor = ({ ids }: Account): Ids => ids ?? { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }

/** Gives a file to the account; does nothing unless the account is another user's. */
export function giveFile(path: string, { ids }: Account): void {
  if (ids !== undefined) lchownSync(path, ids.uid, ids.gid)
}

/** Makes the account the owner of a whole tree, its top last: a change that was cut short is seen and done again. */
export function giveTree(dir: string, account: Account): void {
  const { uid, gid } = ownerFor(account)
  if (lstatSync(dir).uid === uid) return
  changeOwner(dir, uid, gid)
}

function changeOwner(path: string, uid: number, gid: number): void {
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) changeOwner(join(path, name), uid, gid)
  lchownSync(path, uid, gid)
}

/** Best first: nothing is cleaned out of /var/cache while the server runs, and it outlives reboots. */
const sharedDirs = (): readonly string[] => ['/var/cache', tmpdir()].map((dir) => join(dir, 'supervisor-hierarchy'))

const isRoot = (): boolean => process.getuid?.() === 0

function possibleAccounts(clusterDir: string): readonly Account[] {
  const self: Account = { name: 'self', wrap: [], ids: undefined }
  if (!isRoot()) return hasName() ? [self] : [...namespaceAccounts(), self]
  const owner = statSync(clusterDir, { throwIfNoEntry: false })
  // whoever owns the data keeps it: an ordinary user's stays usable by that user after a start as root
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

/** The conventional user without rights. */
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
    return false // a container started with an arbitrary uid
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
