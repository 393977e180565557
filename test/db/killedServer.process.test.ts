import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { ask } from '../support/process/embeddedProject.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'

/** Number of kills of the server: KILL_ROUNDS, by default 1. */
const rounds = Number(process.env.KILL_ROUNDS ?? 1)
const spawns = 200
const clients = 16

const servers = withServers()

const spawnWithId = graphql(`
  mutation SpawnWithId($id: ID!, $name: String!, $parentId: ID) {
    spawnSupervisor(input: { id: $id, name: $name, parentId: $parentId }) {
      __typename
      ... on SpawnSupervisorPayload {
        created
      }
    }
  }
`)

interface Wanted {
  id: string
  name: string
  parentId: string | null
}

/** Results of the spawns. 'nothing' means that the server was gone before it responded. */
async function spawnAll(
  server: ServerProcess,
  wanted: readonly Wanted[],
  onResponse?: (count: number) => void,
): Promise<string[]> {
  const answers: string[] = []
  const left = [...wanted]
  let answered = 0
  const client = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const answer = await server.data(spawnWithId, next).catch(() => null)
      if (!answer) answers.push('nothing')
      else if (answer.spawnSupervisor.__typename !== 'SpawnSupervisorPayload')
        answers.push(answer.spawnSupervisor.__typename)
      else answers.push(answer.spawnSupervisor.created ? 'created' : 'existed already')
      if (answer) onResponse?.(++answered)
    }
  }
  await Promise.all(Array.from({ length: clients }, client))
  return answers
}

const tallyOf = (answers: readonly string[]): Record<string, number> => {
  const tally: Record<string, number> = {}
  for (const answer of answers) tally[answer] = (tally[answer] ?? 0) + 1
  return tally
}

test(
  `each of ${spawns} spawns exists once if the server is killed during the spawns and all are repeated after its restart`,
  { timeout: 30_000 + rounds * 10_000 },
  async () => {
    const env = { DATA_DIR: join(servers.newDirectory(), 'data'), DEMO: 'off' }
    let server = await servers.start(env)
    for (let round = 1; round <= rounds; round++) {
      const parentId = randomUUID()
      expect(await spawnAll(server, [{ id: parentId, name: `round ${round}`, parentId: null }])).toEqual(['created'])
      const wanted = Array.from({ length: spawns }, (_, i) => ({ id: randomUUID(), name: `agent ${i}`, parentId }))
      const killAt = 20 + Math.floor(Math.random() * (spawns - 60))
      const victim = server
      const before = tallyOf(
        await spawnAll(victim, wanted, (count) => {
          if (count === killAt) victim.process.kill('SIGKILL')
        }),
      )
      await victim.exited

      const restarting = Date.now()
      server = await servers.start(env)
      const restarted = Date.now() - restarting
      const after = tallyOf(await spawnAll(server, wanted))
      console.info(
        `kill: round ${round}: before ${JSON.stringify(before)}, ready again after ${restarted} ms, repeated ${JSON.stringify(after)}`,
      )
      expect(before.nothing).toBeGreaterThan(0)
      expect(['created', 'existed already']).toEqual(expect.arrayContaining(Object.keys(after)))
      // every confirmed spawn is kept, and some more may have been committed without a response
      expect(after['existed already']).toBeGreaterThanOrEqual(before.created ?? 0)
      const url = readFileSync(join(env.DATA_DIR, 'url'), 'utf8').trim()
      const counts = `SELECT count(*)::integer AS children, count(DISTINCT name)::integer AS names, (SELECT count(*) FROM verify_hierarchy())::integer AS violations
        FROM supervisors WHERE parent_id = '${parentId}'`
      expect(await ask(url, counts)).toEqual({ children: spawns, names: spawns, violations: 0 })
    }
    expect((await server.stop()).code).toBe(0)
  },
)
