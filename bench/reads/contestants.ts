import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { progress } from '../support/report.ts'
import type { Server } from './documents.ts'

/** A server under measurement: a process of its own, on the database of the benchmark. */
export interface Contestant {
  readonly server: Server
  readonly url: string
  /** Processor time of the process so far, in milliseconds; NaN where the system does not report it. */
  cpuMs(): number
  stop(): Promise<void>
}

const peers = fileURLToPath(new URL('../peers/', import.meta.url))
const startTimeoutMs = 60_000

/** How each server is started: its script, and the path of its endpoint. */
const commands: Readonly<
  Record<Server, { readonly script: string; readonly path: string; readonly readyPath?: string; readonly tsx?: true }>
> = {
  'this server': {
    script: fileURLToPath(new URL('../../dist/src/server.js', import.meta.url)),
    path: '/graphql',
    readyPath: '/readyz',
  },
  'bare limit': { script: join(peers, 'bare.mjs'), path: '/' },
  PostGraphile: { script: join(peers, 'postgraphile.mjs'), path: '/graphql' },
  Mercurius: { script: join(peers, 'mercurius.mjs'), path: '/graphql' },
  'Apollo + Prisma': { script: fileURLToPath(new URL('naive.ts', import.meta.url)), path: '/', tsx: true },
}

/** Installs the peers, unless they are installed already. */
export function installPeers(): void {
  if (existsSync(join(peers, 'node_modules/.package-lock.json'))) return
  progress('installing the peers')
  execFileSync('npm', ['ci'], { cwd: peers, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The Node.js 24 of the peers' package; the running Node.js if the package has none for this platform. */
export function findNode(): string {
  const installed = join(peers, `node_modules/node-${process.platform}-${process.arch}/bin/node`)
  return existsSync(installed) ? installed : process.execPath
}

/**
 * Starts a server, and waits until it answers.
 * @param node the Node.js that runs it
 * @param profileTo directory to which the process writes its CPU profile when it stops
 */
export async function startContestant(
  server: Server,
  databaseUrl: string,
  node: string,
  profileTo?: string,
): Promise<Contestant> {
  const { script, path, readyPath = path, tsx } = commands[server]
  const port = await findFreePort()
  const cwd = mkdtempSync(join(tmpdir(), 'bench-reads-')) // an empty directory, so that no server finds an .env file
  const loader = tsx ? ['--import', import.meta.resolve('tsx')] : []
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  const young = server === 'this server' ? ['--max-semi-space-size=32'] : [] // as `npm start` does
  const child = spawn(node, [...young, ...loader, ...profiling, script], {
    cwd,
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      PORT: String(port),
      NODE_ENV: 'production',
      GRAPHILE_ENV: 'production',
      LOG_LEVEL: 'warn',
      SWEEP_INTERVAL_MS: '3600000',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-10_000)))
  const exited = new Promise<void>((resolve) => child.once('close', resolve)).finally(() => {
    rmSync(cwd, { recursive: true, force: true })
  })
  const url = `http://127.0.0.1:${port}${path}`
  if (!(await answers(new URL(readyPath, url).href, child))) {
    child.kill('SIGKILL')
    throw new Error(`${server} did not start: ${output}`)
  }
  return {
    server,
    url,
    cpuMs: () => readCpuMs(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM')
      const timer = setTimeout(() => child.kill('SIGKILL'), 5_000)
      await exited
      clearTimeout(timer)
    },
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo // a TCP server
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(url: string, child: ChildProcess): Promise<boolean> {
  const until = performance.now() + startTimeoutMs
  while (performance.now() < until && child.exitCode === null) {
    const response = await fetch(url).catch(() => null)
    await response?.arrayBuffer().catch(() => null)
    if (response && response.status < 500) return true // 503: this server is still starting
    await sleep(100)
  }
  return false
}

/** Clock ticks of Linux are 10 ms. */
const msPerTick = 10

function readCpuMs(pid: number): number {
  try {
    // after the name, which is in parentheses: state is the first field, user and system time the 12th and 13th
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) * msPerTick
  } catch {
    return NaN
  }
}
