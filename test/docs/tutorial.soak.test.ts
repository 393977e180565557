import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { withServers, type ServerProcess } from '../support/process/serverProcess.ts'
import { projectDirectory, readProjectFile } from './projectFiles.ts'
import { normalize, readTutorial } from './readTutorial.ts'

const servers = withServers()
const running = new Set<ChildProcess>()
afterAll(() => {
  for (const child of running) if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
})

const outputTimeoutMs = 60_000

test('each command of the tutorial gives the output that the tutorial shows', { timeout: 300_000 }, async () => {
  const server = await servers.start({ DATA_DIR: servers.newDirectory(), SPAWN_TIMEOUT_SECONDS: '20' })
  const terminals = createTerminals(server)
  for (const step of readTutorial(readProjectFile('docs/tutorial.md'))) {
    if (step.kind === 'command') await terminals.run(step.text)
    else if (step.kind === 'interrupt') await terminals.interrupt()
    else for (const part of step.parts) await terminals.untilShown(part)
  }
})

function createTerminals(server: ServerProcess) {
  /** Output of all terminals since the last command. */
  let shown = ''
  let functions = ''
  let last = ''
  let supervisor: ChildProcess | undefined

  const launch = (text: string): ChildProcess => {
    // its own process group, as in a terminal: Ctrl-C reaches every process of the group
    const child = spawn('bash', ['-c', `${functions}\n${text}`], { cwd: projectDirectory, detached: true })
    running.add(child)
    child.once('close', () => running.delete(child))
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (chunk: string) => (shown += chunk))
    return child
  }
  const here = (text: string): string => {
    const moved = text.replaceAll('http://127.0.0.1:4000', server.url)
    return /^(npm run|npx tsx) /.test(text) ? `${moved} --url ${server.url}/graphql` : moved
  }
  return {
    async run(text: string): Promise<void> {
      shown = ''
      if (text === 'npm ci && npm start') {
        shown += `Open ${server.url} in a browser. Stop with Ctrl-C.\n`
      } else if (text === 'rm -r .data') {
        return // the server of this test has another directory
      } else if (text.startsWith('gql()')) {
        functions = here(text)
      } else if (text.startsWith('npm run watch')) {
        launch(here(text))
      } else if (text.startsWith('npx tsx')) {
        supervisor = launch(here(text))
      } else {
        last = text
        await once(launch(here(text)), 'close')
      }
    },
    async interrupt(): Promise<void> {
      if (supervisor?.pid === undefined) throw new Error('no process runs in the fourth terminal')
      shown = ''
      process.kill(-supervisor.pid, 'SIGINT')
      await once(supervisor, 'close')
    },
    /** Repeats the query of the last command while it waits: some results in the tutorial take time. */
    async untilShown(part: string): Promise<void> {
      const deadline = Date.now() + outputTimeoutMs
      while (!normalize(shown.replaceAll(server.url, 'http://127.0.0.1:4000')).includes(part)) {
        expect(Date.now(), `${part}\nis missing in\n${shown}`).toBeLessThan(deadline)
        await sleep(500)
        if (last.startsWith("gql '{")) await once(launch(here(last)), 'close')
      }
    },
  }
}
