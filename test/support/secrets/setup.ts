import type { ChildProcess } from 'node:child_process'
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, expect } from 'vitest'
import { takeLeaks, watchOutput } from './outputWatch.ts'

// Runs for each test file: nothing that its servers, commands and tests write may contain a secret.

const channel = 'child_process'
/** The one output that is a secret: `npm run token -- create` prints it alone. */
const createsToken = /token\S*( --)? create/

/** Reads along the output of each process that the test file starts, line by line. */
function watchProcess(message: unknown): void {
  const { process: child } = message as { process: ChildProcess } // the message of this channel
  child.once('spawn', () => {
    const command = child.spawnargs.join(' ')
    for (const name of ['stdout', 'stderr'] as const) {
      if (name === 'stdout' && createsToken.test(command)) continue
      let rest = ''
      child[name]?.on('data', (chunk: Buffer | string) => {
        const text = rest + String(chunk)
        const end = text.lastIndexOf('\n') + 1
        watchOutput(`${name} of ${command}`, text.slice(0, end))
        rest = text.slice(end)
      })
      child[name]?.once('end', () => {
        watchOutput(`${name} of ${command}`, rest)
      })
    }
  })
}

subscribe(channel, watchProcess)
const { log, info, warn, error } = console
for (const [name, print] of Object.entries({ log, info, warn, error }))
  Object.assign(console, {
    [name]: (...values: unknown[]) => {
      watchOutput(`console.${name}`, values.map(String).join(' '))
      print.apply(console, values)
    },
  })

afterAll(() => {
  unsubscribe(channel, watchProcess)
  Object.assign(console, { log, info, warn, error })
  expect(takeLeaks()).toEqual([])
})
