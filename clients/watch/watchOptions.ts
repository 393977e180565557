import { defaultUrl, parseCommandLine, uuid } from '../support/commandLine.ts'
import { UsageError } from '../support/UsageError.ts'

/** @param command the command as its user writes it */
export const usageOf = (
  command: string,
) => `Usage: ${command} [--within <id>] [--types <a,b>] [--after <cursor>] [--url <url>] [--json]

Prints the events of a running server, one per line, until Ctrl-C: time, type, supervisor, change, actor and reason.
Reconnects after a lost connection or a server restart, and continues after the last event. If the server no longer has
some of the events, a line says so.

  --within <id>      only events in the subtree of this supervisor
  --types <a,b>      only events of these types, for example SUPERVISOR_STATUS_CHANGED,MEMBER_JOINED
  --after <cursor>   start after the event with this cursor (default: start now)
  --url <url>        endpoint of the server (default: ${defaultUrl})
  --json             print each event as one line of JSON
  --help             show this text

Exit codes: 0 after Ctrl-C, 1 if the server refuses the subscription, 2 if the arguments are wrong.
The token for a server that requires credentials is read from the environment variable API_TOKEN.
`

const options = {
  within: { type: 'string' },
  types: { type: 'string' },
  after: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

export interface WatchOptions {
  readonly within: string | undefined
  readonly types: readonly string[] | undefined
  readonly after: string | undefined
  readonly url: string
  readonly json: boolean
}

/** The options of the command line; null for --help. @throws {UsageError} */
export function readOptions(args: readonly string[]): WatchOptions | null {
  const {
    help = false,
    json = false,
    url = defaultUrl,
    within,
    after,
    types,
  } = parseCommandLine({ args: [...args], options }).values
  if (help) return null
  if (!URL.canParse(url) || !/^(http|ws)s?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url: expected a URL such as ${defaultUrl}, got "${url}"`)
  if (within !== undefined && !uuid.test(within))
    throw new UsageError(`--within: expected the id of a supervisor (a UUID), got "${within}"`)
  if (types !== undefined && !/^[A-Z_]+(,[A-Z_]+)*$/.test(types))
    throw new UsageError(`--types: expected event types separated by commas, got "${types}"`)
  return { within, types: types?.split(','), after, url, json }
}
