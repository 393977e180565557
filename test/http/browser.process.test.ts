import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const browser = ['chromium', 'chromium-browser', 'google-chrome'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
)
if (browser === undefined)
  process.stdout.write('test/http/browser.process.test.ts is skipped: no Chromium is installed\n')

const spawnDocument = graphql(`
  mutation SpawnToBeShown($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      __typename
    }
  }
`)
const library = readFileSync(new URL('../../node_modules/graphql-ws/umd/graphql-ws.min.js', import.meta.url), 'utf8')

/** A page that lists spawned supervisors, and posts its text to its own server, where the test reads it. */
const page = (frame: string): string => `<!doctype html>
<ul></ul>
<script src="/graphql-ws.js"></script>
<script>
  const report = () => fetch('/shown', { method: 'POST', body: document.querySelector('ul').innerText })
  const show = (text) => {
    const item = document.createElement('li')
    item.innerText = text
    document.querySelector('ul').append(item)
    report()
  }
  const client = graphqlWs.createClient({
    url: '${sockets.url}',
    lazy: false,
    retryAttempts: 0,
    onNonLazyError: () => undefined,
    on: { connected: () => show('connected'), closed: ({ code }) => show('closed with ' + code) },
  })
  client.subscribe(
    { query: 'subscription { supervisorEvents(types: [SUPERVISOR_SPAWNED]) { ... on SupervisorEvent { supervisor { name } } } }' },
    { next: ({ data }) => show(data.supervisorEvents.supervisor.name), error: () => undefined, complete: () => undefined },
  )
</script>
${frame}`

interface Site {
  readonly server: Server
  origin: string
  /** The lines that its page shows. */
  shown: string[]
}
const site = (frame: () => string): Site => {
  const created: Site = {
    origin: '',
    shown: [],
    server: createServer((request, response) => {
      if (request.url === '/shown') {
        let text = ''
        request.on('data', (chunk: Buffer) => (text += chunk.toString()))
        request.on('end', () => {
          created.shown = text.split('\n')
          response.end()
        })
      } else if (request.url === '/graphql-ws.js') {
        response.setHeader('content-type', 'text/javascript').end(library)
      } else {
        response.setHeader('content-type', 'text/html; charset=utf-8').end(page(frame()))
      }
    }),
  }
  return created
}
const foreign = site(() => '')
const dashboard = site(() => `<iframe src="${foreign.origin}"></iframe>`)
const sites = [foreign, dashboard]
const corsOrigins: string[] = []

beforeAll(async () => {
  for (const each of sites) {
    await once(each.server.listen(0, '127.0.0.1'), 'listening')
    each.origin = `http://127.0.0.1:${(each.server.address() as AddressInfo).port}` // of a TCP server that listens
  }
  corsOrigins.push(dashboard.origin) // before `withApi` creates its server
})
const api = withApi({ corsOrigins })
const sockets = withSockets(api)

const profile = mkdtempSync(join(tmpdir(), 'browser-'))
let running: ChildProcess | undefined
afterAll(async () => {
  if (running) {
    // kills the process group: child processes of the browser outlive it, and write to the profile
    const closed = once(running, 'close')
    if (running.pid !== undefined) process.kill(-running.pid, 'SIGKILL')
    await closed
  }
  for (const { server } of sites) {
    server.closeAllConnections()
    server.close()
  }
  rmSync(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
})

test.skipIf(browser === undefined)(
  'a page of an allowed origin shows a new supervisor within 1 s, and a page of another origin is refused',
  async () => {
    const options = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run']
    running = spawn(browser ?? '', [...options, `--user-data-dir=${profile}`, dashboard.origin], {
      stdio: 'ignore',
      detached: true, // its own process group, so that afterAll can kill it
    })
    await expect.poll(() => dashboard.shown, { timeout: 40_000 }).toEqual(['connected'])
    await sockets.untilStarted()

    await api.data(spawnDocument, { name: 'Zoë 🦀' })
    const answeredAt = performance.now()
    await expect.poll(() => dashboard.shown, { timeout: 5_000, interval: 10 }).toEqual(['connected', 'Zoë 🦀'])
    expect(performance.now() - answeredAt).toBeLessThan(1_000)

    await expect.poll(() => foreign.shown, { timeout: 5_000 }).toEqual(['closed with 1006'])
  },
)
