import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import type { GraphQLAnswer } from '../api/withApi.ts'
import { watchOutput } from '../secrets/outputWatch.ts'

export type ServerEnvironment = Readonly<Record<string, string>>

export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** The compiled server in its own process and environment. */
export interface ServerProcess {
  readonly process: ChildProcess
  readonly pid: number
  /** Address of the server: http://127.0.0.1:<port>. */
  readonly url: string
  readonly exited: Promise<Exit>
  /** Log lines so far. */
  log(): Record<string, unknown>[]
  /** Sends an operation by POST, and returns the body of the response whatever its status is, without `extensions`. */
  graphql<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
  ): Promise<GraphQLAnswer<Data>>
  /** Like `graphql`, but fails the test if the response has errors. */
  data<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables?: Variables): Promise<Data>
  /** Resolves when `/readyz` responds with this status. */
  untilReadyz(status: 200 | 503, deadlineMs?: number): Promise<void>
  stop(signal?: NodeJS.Signals): Promise<Exit>
}

export interface ServerSupport {
  /** Creates a directory that is deleted after the test file. */
  newDirectory(): string
  /** Starts a server on a free port, and waits until it is ready or until it listens. `main` may be that of another version. */
  start(env: ServerEnvironment, until?: 'ready' | 'listening', main?: string): Promise<ServerProcess>
  /** Runs a server that exits by itself. */
  run(env: ServerEnvironment, args?: readonly string[]): Promise<Exit>
}

export const serverMain = fileURLToPath(new URL('../../../dist/src/server.js', import.meta.url))
/** The compiled program of all commands. */
export const programMain = fileURLToPath(new URL('../../../dist/src/cli.js', import.meta.url))

/** Starts servers, and kills those that still run after the test file. */
export function withServers(): ServerSupport {
  const running = new Set<ChildProcess>()
  const directories: string[] = []
  const newDirectory = (): string => {
    const directory = mkdtempSync(join(tmpdir(), 'server-'))
    directories.push(directory)
    return directory
  }
  let cwd: string | undefined

  const launch = (env: ServerEnvironment, args: readonly string[] = [], main = serverMain): Launched => {
    if (!existsSync(main)) throw new Error(`${main} is missing: run npm run build first`)
    cwd ??= newDirectory() // an empty directory, so that the server finds no .env file
    const child = spawn(process.execPath, [main, ...args], {
      cwd,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', LOG_LEVEL: 'debug', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    child.once('close', () => running.delete(child))
    const launched = observe(child)
    const secrets = [env.METRICS_TOKEN, env.AUTH_JWT_SECRET].filter((secret) => secret !== undefined)
    void launched.exited.then(({ stdout, stderr }) => {
      watchOutput('the output of a server', stdout + stderr, secrets)
    })
    return launched
  }
  afterAll(async () => {
    const ends = [...running].map((child) => new Promise((resolve) => child.once('close', resolve)))
    for (const child of running) child.kill('SIGKILL')
    await Promise.all(ends)
    // PostgreSQL may still write while it shuts down
    for (const directory of directories) rmSync(directory, { recursive: true, force: true, maxRetries: 20 })
  })

  return {
    newDirectory,
    run: (env, args) => launch(env, args).exited,
    async start(env, until = 'ready', main = serverMain) {
      const launched = launch(env, [], main)
      const server = serverOf(launched, await launched.listening)
      const ended = launched.exited.then((exit) => {
        throw new Error(`the server ended before it was ready: ${JSON.stringify(exit)}`)
      })
      ended.catch(() => undefined) // the caller may have stopped the server
      if (until === 'ready') await Promise.race([server.untilReadyz(200), ended])
      return server
    },
  }
}

/** A process whose output is collected: a server, or a command that starts one. */
export interface Launched {
  readonly process: ChildProcess
  readonly exited: Promise<Exit>
  /** Resolves with the address in the log. Rejects if the process ends earlier. */
  readonly listening: Promise<string>
  stdout(): string
  stderr(): string
}

export function observe(child: ChildProcess): Launched {
  let stdout = ''
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const exited = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      resolve({ code, signal, stdout, stderr })
    })
  })
  const listening = new Promise<string>((resolve, reject) => {
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      stdout += chunk
      const address = /Server listening at (http:[^"]+)/.exec(stdout)?.[1]
      if (address) resolve(address)
    })
    void exited.then((exit) => {
      reject(new Error(`the server ended before it listened: ${JSON.stringify(exit)}`))
    })
  })
  listening.catch(() => undefined) // a caller that only awaits `exited` does not handle this
  return { process: child, exited, listening, stdout: () => stdout, stderr: () => stderr }
}

function serverOf({ process: child, exited, stdout }: Launched, url: string): ServerProcess {
  const server: ServerProcess = {
    process: child,
    pid: child.pid ?? 0,
    url,
    exited,
    log: () =>
      stdout()
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    graphql: async (document, variables) => {
      const { body } = await post(`${url}/graphql`, { query: String(document), variables })
      const answer = JSON.parse(body) as GraphQLAnswer<never> & { extensions?: unknown }
      delete answer.extensions
      return answer
    },
    async data(document, variables) {
      const { data, errors } = await server.graphql(document, variables)
      if (errors || !data) throw new Error(`expected no errors, got ${JSON.stringify(errors)}`)
      return data
    },
    async untilReadyz(status, deadlineMs = 20_000) {
      const deadline = Date.now() + deadlineMs
      let last = ''
      while (Date.now() < deadline) {
        // a server that ends closes the connection
        const response = await fetch(`${url}/readyz`).catch((error: unknown) => String(error))
        last = typeof response === 'string' ? response : `${response.status} ${await response.text()}`
        if (typeof response !== 'string' && response.status === status) return
        await delay(20)
      }
      throw new Error(`/readyz was not ${status} within ${deadlineMs} ms, but ${last}`)
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal)
      return exited
    },
  }
  return server
}

/**
 * Sends a POST on a new connection. Unlike `fetch`, it has no timeout, keeps no connection and never retries.
 */
function post(url: string, body: unknown): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      url,
      { method: 'POST', agent: false, headers: { 'content-type': 'application/json' } },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => (text += chunk))
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: text })
        })
        response.on('error', reject)
      },
    )
    outgoing.on('error', reject)
    outgoing.end(JSON.stringify(body))
  })
}

export type { GraphQLAnswer }
