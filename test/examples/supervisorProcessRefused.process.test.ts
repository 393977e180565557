import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { observe, type Exit } from '../support/process/serverProcess.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
let server: Server | undefined
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

interface ReceivedHeartbeat {
  readonly at: number
  readonly input: object
}

/** Runs the example against a server with these responses to its heartbeats. Returns the heartbeats that it received. */
async function run(...responses: object[]): Promise<Exit & { heartbeats: ReceivedHeartbeat[] }> {
  const heartbeats: ReceivedHeartbeat[] = []
  const supervisor = { incarnation: 1, version: 1, config: {}, health: { intervalSeconds: 10 } }
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { query, variables } = JSON.parse(body) as { query: string; variables: { input: object } }
      const isHeartbeat = query.includes('heartbeat(')
      if (isHeartbeat) heartbeats.push({ at: performance.now(), input: variables.input })
      const spawned = { data: { result: { __typename: 'SpawnSupervisorPayload', supervisor } } }
      response.end(JSON.stringify(isHeartbeat ? responses.shift() : spawned))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`
  const command = ['--import', 'tsx', 'examples/supervisor-process.ts', '--url', url]
  const { exited } = observe(spawn(process.execPath, command, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] }))
  return { ...(await exited), heartbeats }
}
const answered = (command: string) => ({
  data: {
    result: { __typename: 'HeartbeatPayload', command, status: 'ACTIVE', version: 1, dueAt: new Date().toISOString() },
  },
})
const refused = (type: string, more = {}) => ({ data: { result: { __typename: type, message: 'no', ...more } } })

test('retries a heartbeat that is UNAVAILABLE, after the delay that the server asks for', async () => {
  const { code, stdout, heartbeats } = await run(
    refused('UnavailableError', { retryAfterMs: 1_500 }),
    { errors: [{ message: 'full', extensions: { code: 'UNAVAILABLE' } }] },
    answered('STOP'),
  )
  expect(code, stdout).toBe(0)
  expect(stdout).toMatch(/: no; retrying\n(.*\n)*.*: STOP, status ACTIVE$/m)
  const [first, second, third] = heartbeats.map(({ at }) => at)
  expect(heartbeats).toHaveLength(3)
  expect(second).toBeGreaterThanOrEqual((first ?? 0) + 1_450)
  expect(third).toBeLessThan((second ?? 0) + 1_450)
})

test('exits with 1 immediately after any other refusal', async () => {
  const { code, stdout, heartbeats } = await run(refused('ForbiddenError'), answered('CONTINUE'))
  expect(code).toBe(1)
  expect(stdout).toMatch(/: no$/m)
  expect(heartbeats).toHaveLength(1)
})

test('sends heartbeats without a sequence, since a restarted process could not continue it', async () => {
  const { heartbeats } = await run(answered('STOP'))
  expect(heartbeats.map(({ input }) => Object.keys(input))).toEqual([['supervisorId', 'incarnation', 'metrics']])
})
