/**
 * A supervisor process for the tests of the process manager: sends heartbeats, and ends on STOP. It ignores SIGTERM if the
 * environment variable STUBBORN is set. With HELPER, it has a child in a process group of its own.
 */
import { spawn } from 'node:child_process'

const { SUPERVISOR_ID: supervisorId = '', INCARNATION = '', HIERARCHY_URL: url = '', STUBBORN, HELPER } = process.env
if (HELPER !== undefined) spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
process.on('SIGTERM', () => {
  if (STUBBORN === undefined) process.exit(0)
})
console.error(`running incarnation ${INCARNATION}`)

const query = `mutation ($input: HeartbeatInput!) { heartbeat(input: $input) { ... on HeartbeatPayload { command } } }`

async function report(): Promise<void> {
  const body = JSON.stringify({ query, variables: { input: { supervisorId, incarnation: Number(INCARNATION) } } })
  try {
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    if ((await response.text()).includes('"STOP"')) process.exit(0)
  } catch {
    // an outage: the next heartbeat may arrive
  }
}

setInterval(() => void report(), 500)
void report()
