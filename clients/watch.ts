// npm run watch -- --within <id>: what happens on a running server, as it happens.
import WebSocket from 'ws'
import { OperationRefused } from './follow/Connection.ts'
import { followEvents } from './follow/followEvents.ts'
import { UsageError } from './support/UsageError.ts'
import {
  coloured,
  describeEvent,
  plain,
  selection,
  shorten,
  type Paint,
  type WatchedEvent,
} from './watch/describeEvent.ts'
import { readOptions, usage } from './watch/watchOptions.ts'

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args)
  if (!options) {
    process.stdout.write(usage)
    return
  }
  const { json, ...what } = options
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // a Ctrl-C comes twice under `npm run`: from the terminal, and handed on by npm
    process.on(signal, () => {
      interrupted.abort()
    })
  }
  const paint = paintFor(process.stdout)
  const tell = createTeller(options.url)
  const items = followEvents<WatchedEvent>({
    ...what,
    ...tell,
    webSocketImpl: WebSocket,
    selection,
    signal: interrupted.signal,
  })
  for await (const item of items) {
    const { cursor } = item
    if (json) print(item.kind === 'event' ? { cursor, ...item.event } : { resync: item.reason, cursor })
    else if (item.kind === 'event') process.stdout.write(`${describeEvent(item.event, paint)}\n`)
    else process.stdout.write(`${paint('yellow', `Events are missing here. ${shorten(item.reason, 200)}`)}\n`)
  }
}

function print(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** Says once that the server is lost, however often it is tried, and that it is back. */
function createTeller(url: string) {
  const paint = paintFor(process.stderr)
  let isLost: boolean | undefined
  const say = (text: string): void => {
    process.stderr.write(`${paint('yellow', text)}\n`)
  }
  return {
    onConnected: () => {
      say(isLost ? 'Connected again; nothing was missed unless it says so.' : `Watching ${url}. Stop with Ctrl-C.`)
      isLost = false
    },
    onLost: (why: string) => {
      if (isLost === undefined) say(`No server answers at ${url} yet (${shorten(why, 200)}). Trying again.`)
      else if (!isLost) say(`Lost the server (${shorten(why, 200)}). Trying again.`)
      isLost = true
    },
  }
}

function paintFor(stream: NodeJS.WriteStream): Paint {
  return stream.isTTY && !process.env.NO_COLOR ? coloured : plain
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\n${usage}`)
    process.exitCode = 2
  } else if (error instanceof OperationRefused) {
    process.stderr.write(`${shorten(error.message, 1_000)}\n`)
    process.exitCode = 1
  } else {
    throw error
  }
}
// a connection that the network holds would keep it for a while
process.stdout.write('', () => process.exit())
