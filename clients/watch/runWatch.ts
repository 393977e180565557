import WebSocket from 'ws'
import { OperationRefused } from '../follow/Connection.ts'
import { followEvents } from '../follow/followEvents.ts'
import { credentials } from '../support/credentials.ts'
import { UsageError } from '../support/UsageError.ts'
import { coloured, describeEvent, plain, selection, shorten, type Paint, type WatchedEvent } from './describeEvent.ts'
import { readOptions, usageOf } from './watchOptions.ts'

async function watch(args: readonly string[], command: string): Promise<void> {
  const options = readOptions(args)
  if (!options) {
    process.stdout.write(usageOf(command))
    return
  }
  const { json, ...selected } = options
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // under `npm run` a Ctrl-C arrives twice: from the terminal and from npm
    process.on(signal, () => {
      interrupted.abort()
    })
  }
  const paint = paintFor(process.stdout)
  const items = followEvents<WatchedEvent>({
    ...selected,
    ...connectionMessages(options.url),
    webSocketImpl: WebSocket,
    connectionParams: credentials(),
    selection,
    signal: interrupted.signal,
  })
  for await (const item of items) {
    const { cursor } = item
    if (json) printJson(item.kind === 'event' ? { cursor, ...item.event } : { resync: item.reason, cursor })
    else if (item.kind === 'event') process.stdout.write(`${describeEvent(item.event, paint)}\n`)
    else process.stdout.write(`${paint('yellow', `Events are missing here. ${shorten(item.reason, 200)}`)}\n`)
  }
}

function printJson(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

/** Reports a lost connection once, whatever the number of attempts, and the reconnection. */
function connectionMessages(url: string) {
  const paint = paintFor(process.stderr)
  let isLost: boolean | undefined
  const print = (text: string): void => {
    process.stderr.write(`${paint('yellow', text)}\n`)
  }
  return {
    onConnected: () => {
      print(
        isLost ? 'Reconnected. No event was missed, unless a message says so.' : `Watching ${url}. Stop with Ctrl-C.`,
      )
      isLost = false
    },
    onLost: (reason: string) => {
      if (isLost === undefined) print(`No server responds at ${url} yet (${shorten(reason, 200)}). Retrying.`)
      else if (!isLost) print(`Connection lost (${shorten(reason, 200)}). Retrying.`)
      isLost = true
    },
  }
}

function paintFor(stream: NodeJS.WriteStream): Paint {
  return stream.isTTY && !process.env.NO_COLOR ? coloured : plain
}

/**
 * Prints the events of a running server as they happen. Returns the exit code, and ends the process soon.
 * @param command the command as its user writes it
 */
export async function runWatch(args: readonly string[], command: string): Promise<number> {
  const code = await watchUntilEnd(args, command)
  // an unanswered connection attempt would keep the process alive for a while
  process.stdout.write('', () => process.exit(code))
  return code
}

async function watchUntilEnd(args: readonly string[], command: string): Promise<number> {
  try {
    await watch(args, command)
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n\n${usageOf(command)}`)
      return 2
    }
    if (!(error instanceof OperationRefused)) throw error
    process.stderr.write(`${shorten(error.message, 1_000)}\n`)
    return 1
  }
}
