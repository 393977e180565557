import { parseArgs } from 'node:util'
import { UsageError } from '../support/UsageError.ts'

const defaultUrl = 'http://127.0.0.1:4000/graphql'

export const usage = `Usage: npm run watch -- [--within <id>] [--types <a,b>] [--after <cursor>] [--url <url>] [--json]

Prints what happens on a running server, an event a line, until Ctrl-C: when, what, to which supervisor, what it was and
is, who did it and why. It comes back by itself where the connection or the server is lost, and misses nothing.

  --within <id>      only what happens in the subtree of this supervisor
  --types <a,b>      only events of these types, such as SUPERVISOR_STATUS_CHANGED,MEMBER_JOINED
  --after <cursor>   first what came after this cursor of an event (default: begin now)
  --url <url>        the server's endpoint (default: ${defaultUrl})
  --json             each event as JSON, in a line
  --help             this text
`

export interface WatchOptions {
  readonly within: string | undefined
  readonly types: readonly string[] | undefined
  readonly after: string | undefined
  readonly url: string
  readonly json: boolean
}

/** Null: help is asked for. @throws {UsageError} */
export function readOptions(args: readonly string[]): WatchOptions | null {
  const { help = false, json = false, url = defaultUrl, within, after, types } = parse(args)
  if (help) return null
  if (!URL.canParse(url) || !/^(http|ws)s?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url: expected a URL such as ${defaultUrl}, was given "${url}"`)
  if (within !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(within))
    throw new UsageError(`--within: expected the id of a supervisor, a UUID, was given "${within}"`)
  if (types !== undefined && !/^[A-Z_]+(,[A-Z_]+)*$/.test(types))
    throw new UsageError(`--types: expected types of events with commas between, was given "${types}"`)
  return { within, types: types?.split(','), after, url, json }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    const options = { within: text, types: text, after: text, url: text, json: flag, help: flag }
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    // node adds advice on how to write a positional argument, and there is none
    throw new UsageError(error instanceof Error ? error.message.split(/[.\n]/, 1).join() : String(error))
  }
}
