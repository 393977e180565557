import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { observe, programMain, withServers, type Exit } from '../../support/process/serverProcess.ts'
import { withDatabase } from '../../support/database/withDatabase.ts'

const ROUNDS = Number(process.env.FLEET_KILL_ROUNDS ?? 2)
const SIZE = 1_500

const database = withDatabase()
const servers = withServers()

const agent = (n: number): string => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`

/** Each round has other names, descriptions and members. */
function fileOf(round: number): string {
  const renamed = 700 // they fit into one request
  const [top, ...others] = Array.from({ length: SIZE }, (_, i) => ({
    key: `k${i}`,
    name: `n${i < renamed ? (i + round) % renamed : i}`,
    description: `Round ${round}.`,
    teams: [{ name: 'crew', members: [agent(i), agent(i + round)].filter((id, n, all) => all.indexOf(id) === n) }],
  }))
  return stringify({ fleet: 'killed', supervisors: [{ ...top, children: others }] })
}

test(
  `after a SIGKILL of the command or of the server, applying again gives the state of the file`,
  async () => {
    // without processes, the supervisors would become FAILED during many rounds, and accept no members
    const environment = { DATABASE_URL: database.url, SPAWN_TIMEOUT_SECONDS: '3600' }
    let server = await servers.start(environment)
    const path = join(servers.newDirectory(), 'fleet.yaml')
    const run = (action: string) =>
      observe(
        spawn(process.execPath, [programMain, 'fleet', action, path, '--url', `${server.url}/graphql`], {
          stdio: ['ignore', 'pipe', 'pipe'],
        }),
      )
    let interrupted = 0
    for (let round = 0; round < ROUNDS; round++) {
      writeFileSync(path, fileOf(round))
      const first = run('apply')
      let ended: Exit | undefined
      void first.exited.then((exit) => (ended = exit))
      await sleep(300 + Math.random() * 4_000)
      if (ended === undefined) interrupted++
      if (round % 2 === 0) first.process.kill('SIGKILL')
      else {
        server.process.kill('SIGKILL')
        await server.exited
        first.process.kill('SIGKILL') // it would wait for the server, at another port
        server = await servers.start(environment)
      }
      if (first.process.exitCode === null && first.process.signalCode === null) await once(first.process, 'close')

      const again = await run('apply').exited
      expect([round, again.code, again.stderr.replaceAll(/(Compared|Applied) .*\n/g, '')]).toEqual([round, 0, ''])
      const plan = await run('plan').exited
      expect([round, plan.code, plan.stdout]).toEqual([round, 0, expect.stringContaining('No changes')])
      expect(await database.violations()).toEqual([])
      const { rows } = await database.pool.query<{ live: number; described: number }>(
        `SELECT count(*)::int AS live, count(*) FILTER (WHERE description = $1)::int AS described
         FROM supervisors WHERE status <> 'TERMINATED'`,
        [`Round ${round}.`],
      )
      expect(rows).toEqual([{ live: SIZE, described: SIZE }])
    }
    console.log(
      `kill: fleet apply of ${SIZE} supervisors, ${ROUNDS} kills, ${interrupted} of them in the middle: each second apply gave the state of the file`,
    )
  },
  60_000 + ROUNDS * 60_000,
)
