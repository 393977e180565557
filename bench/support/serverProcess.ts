import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ServerProcess {
  /** Where it answers GraphQL. */
  readonly url: URL
  /** In bytes, resident. */
  memory(): number
  stop(): Promise<void>
}

const main = fileURLToPath(new URL('../../dist/src/server.js', import.meta.url))
const startTimeoutMs = 30_000

/**
 * The compiled server in a process of its own, ready on a free port: it shares no event loop with who measures it. Nothing
 * is swept meanwhile, and requests are not logged. With `profileTo`, its CPU profile is there once it has stopped.
 */
export async function startServer(databaseUrl: string, profileTo?: string): Promise<ServerProcess> {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-server-')) // an empty one, so that no .env is found
  const profiling = profileTo === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileTo}`]
  const child = spawn(process.execPath, [...profiling, main], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      PORT: '0',
      LOG_LEVEL: 'warn',
      SWEEP_INTERVAL_MS: '3600000',
    },
    stdio: ['ignore', 'inherit', 'pipe'],
  })
  const exited = new Promise<void>((resolve) => child.once('close', resolve)).finally(() => {
    rmSync(cwd, { recursive: true, force: true })
  })
  const url = await new Promise<URL>((resolve, reject) => {
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      const [, address] = /Open (http:\S+)/.exec(said) ?? []
      if (address !== undefined) resolve(new URL(address))
    })
    const fail = (why: string): void => {
      reject(new Error(`the server ${why}: ${said}`))
    }
    const timeout = setTimeout(fail, startTimeoutMs, 'was not ready in time').unref()
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
    memory: () => Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) * 1_024,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
