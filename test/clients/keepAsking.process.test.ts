import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEmbedded, type EmbeddedPostgres } from '../../src/db/embedded.ts'
import { ask, newDir, removeDirectories } from '../support/process/embeddedProject.ts'
import {
  observe,
  programMain,
  withServers,
  type Launched,
  type ServerProcess,
} from '../support/process/serverProcess.ts'
import { givenProxy, type TcpProxy } from '../support/process/tcpProxy.ts'

const servers = withServers()
const project = fileURLToPath(new URL('../..', import.meta.url))
const dataDir = newDir()
const running: Launched[] = []
let postgres: EmbeddedPostgres
let proxy: TcpProxy
let server: ServerProcess
let steady: Launched
const role = 'supervisor_hierarchy'

const start = async (): Promise<void> => {
  postgres = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
}
beforeAll(async () => {
  await start()
  proxy = await givenProxy(() => postgres.url())
  await proxy.forward()
  server = await servers.start({ DATABASE_URL: proxy.url, SWEEP_INTERVAL_MS: '1000' })
  steady = run(supervisorProcess, '--name', 'steady')
  await says(steady, 'CONTINUE, status ACTIVE')
})
afterAll(async () => {
  for (const { process } of running) process.kill('SIGKILL')
  await server.stop()
  await postgres.stop()
  removeDirectories()
})

const supervisorProcess = ['--import', 'tsx', 'examples/supervisor-process.ts']
const fleetApply = [programMain, 'fleet', 'apply']

function run(program: readonly string[], ...args: string[]): Launched {
  const command = [...program, '--url', `${server.url}/graphql`, ...args]
  const launched = observe(spawn(process.execPath, command, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] }))
  running.push(launched)
  return launched
}
const until = (holds: () => void | Promise<void>): Promise<void> => vi.waitFor(holds, { timeout: 20_000, interval: 50 })
const says = (launched: Launched, line: string): Promise<void> =>
  until(() => {
    expect(launched.stdout()).toContain(line)
  })
const asSuperuser = (sql: string): Promise<unknown> => ask(postgres.superuserUrl(), sql)
const lastHeartbeat = async (): Promise<unknown> =>
  asSuperuser(`SELECT last_heartbeat::text AS at FROM supervisors WHERE name = 'steady'`)
/** Ends the sessions of the server, because settings of the role and the database apply only to new sessions. */
const endSessions = (): Promise<unknown> =>
  asSuperuser(`SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE usename = '${role}'`)
const readyReason = async (): Promise<unknown> => {
  const { reason } = (await (await fetch(`${server.url}/readyz`)).json()) as { reason?: string }
  return reason
}

/** [failure of the database, its repair, the reason of UNAVAILABLE and of `/readyz`, whether the log contains the reason] */
const outages: [
  name: string,
  begin: () => Promise<unknown>,
  end: () => Promise<unknown>,
  reason: RegExp,
  isLogged: boolean,
][] = [
  [
    'becomes read-only',
    async () => {
      await asSuperuser(`ALTER ROLE ${role} SET default_transaction_read_only = on`)
      await endSessions()
    },
    async () => {
      await asSuperuser(`ALTER ROLE ${role} RESET default_transaction_read_only`)
      await endSessions()
    },
    /^The database is read-only: it is a standby, or a failover is in progress\.$/,
    true,
  ],
  [
    'takes rights away',
    () => asSuperuser(`ALTER TABLE supervisors OWNER TO postgres`),
    () => asSuperuser(`ALTER TABLE supervisors OWNER TO ${role}`),
    /^The role of the server lacks privileges in the database\.$/,
    true,
  ],
  [
    'refuses the login',
    async () => {
      await asSuperuser(`ALTER ROLE ${role} NOLOGIN`)
      await endSessions()
    },
    () => asSuperuser(`ALTER ROLE ${role} LOGIN`),
    /^The database refuses the login of the server\.$/,
    true,
  ],
  [
    'accepts no connection',
    async () => {
      await asSuperuser(`ALTER ROLE ${role} CONNECTION LIMIT 0`)
      await endSessions()
    },
    () => asSuperuser(`ALTER ROLE ${role} CONNECTION LIMIT -1`),
    /^The database has no free connection\.$/,
    false,
  ],
  [
    'restarts',
    () => postgres.stop(),
    start,
    /^(The database cannot be reached|The connection to the database broke)\.$/,
    false,
  ],
]

test.each(outages)(
  'while the database %s, all clients keep asking, and continue afterwards',
  async (name, begin, end, reason, isLogged) => {
    const fleet = join(newDir(), 'fleet.yaml')
    writeFileSync(fleet, `fleet: keep-asking\nsupervisors:\n  - name: ${name.replaceAll(' ', '-')}\n`)
    await begin()
    await until(async () => {
      expect(await readyReason()).toMatch(reason)
    })
    const late = run(supervisorProcess, '--name', `late ${name}`)
    const apply = run(fleetApply, fleet)
    await says(late, '; retrying')
    await until(() => {
      expect(apply.stderr()).toContain('Retrying until the server is available.')
    })
    await until(async () => {
      // neither client has exited, and the server states why it is unavailable
      const answer = await server.graphql<{ result: { message: string } }, object>(
        'mutation { result: spawnSupervisor(input: { name: "no" }) { ... on UnavailableError { message } } }',
      )
      expect(answer.data?.result.message).toMatch(new RegExp(`${reason.source.slice(1, -1)} Nothing was changed`))
    })
    if (isLogged)
      expect(server.log()).toContainEqual(
        expect.objectContaining({
          level: 50,
          msg: 'the database needs repair',
          reason: expect.stringMatching(reason) as unknown,
          repair: expect.any(String) as unknown,
        }),
      )
    expect([late.process.exitCode, apply.process.exitCode, steady.process.exitCode]).toEqual([null, null, null])

    await end()
    expect(await apply.exited).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Done: create 1 supervisor.') as unknown,
    })
    await says(late, 'CONTINUE, status ACTIVE')
    late.process.kill('SIGTERM')
    expect((await late.exited).code).toBe(0)
    const before = await lastHeartbeat()
    await until(async () => {
      expect(await lastHeartbeat()).not.toEqual(before)
    })
    expect(steady.process.exitCode).toBeNull()
    await server.untilReadyz(200)
  },
)
