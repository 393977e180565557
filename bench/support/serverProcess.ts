import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  /** URL of the GraphQL endpoint. */
  readonly url: URL
  readonly pid: number
  /** Resident memory of the process, in bytes. */
  memory(): number
  stop(): Promise<void>
}

const main = fileURLToPath(new URL('../../dist/src/server.js', import.meta.url))
const startTimeoutMs = 30_000

/** The server runs no further sweeps, and logs no requests. */
const quiet = { NODE_ENV: 'production', LOG_LEVEL: 'warn', SWEEP_INTERVAL_MS: '3600000' }

/**
 * Starts the compiled server as a process on a free port, so that it shares no event loop with the benchmark. Resolves when
 * it is ready.
 * @param profileTo directory to which the process writes its CPU profile when it stops
 * @param settings its environment variables besides the address of the database
 */
export async function startServer(
  databaseUrl: string,
  profileTo?: string,
  settings: Readonly<Record<string, string>> = quiet,
): Promise<ServerProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-server-')) // an empty directory, so that the server finds no .env file
  const profiling = !profileTo ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  const child = spawn(process.execPath, [...profiling, main], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: databaseUrl,
      PORT: '0',
      NODE_OPTIONS: process.env.SERVER_NODE_OPTIONS,
      ...settings,
    },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('close', resolve)).finally(() => {
    rmSync(cwd, { recursive: true, force: true })
  })
  const url = await new Promise<URL>((resolve, reject) => {
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk
      const [, address] = /Open (http:\S+)/.exec(output) ?? []
      if (address !== undefined) resolve(new URL('/graphql', address))
    })
    const fail = (problem: string): void => {
      reject(new Error(`the server ${problem}: ${output}`))
    }
    const timeout = setTimeout(fail, startTimeoutMs, `was not ready after ${startTimeoutMs / 1_000} s`).unref()
    void exited.then(() => {
      clearTimeout(timeout)
      fail('ended')
    })
  }).catch((error: unknown) => {
    child.kill('SIGKILL')
    throw error
  })
  return {
    url,
    pid: child.pid ?? 0,
    memory: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) * 1_024,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
