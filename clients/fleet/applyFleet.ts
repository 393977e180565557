import { readFileSync } from 'node:fs'
import { parseArgs, styleText } from 'node:util'
import { askAgain } from '../support/askAgain.ts'
import { ServerError } from '../support/askServer.ts'
import { count, describeFleet, idsOf, type FleetReport } from './describeFleet.ts'
import { fetchPresent, spawnFleet, type Outcome } from './fleetApi.ts'
import { FleetFileError, readFleet, type Fleet } from './readFleet.ts'

const defaultUrl = 'http://127.0.0.1:4000/graphql'

const usageOf = (command: string) => `Usage: ${command} <file.yaml> [--dry-run] [--url <url>] [--parent <uuid>]

Spawns the missing supervisors of a fleet file, with their teams and members, in one transaction: all of them or none.
Existing supervisors and teams are not changed. examples/fleet.yaml shows the format.

  --dry-run        only show what would be created (+) and what exists (=), and the refusals that are known beforehand
  --url <url>      endpoint of the server (default: ${defaultUrl})
  --parent <uuid>  id of the parent of the file's top supervisors (default: none, they become roots)
  --help           show this text

Exit codes: 0 on success, 1 if the arguments or the file are wrong, or the server refuses the file.
The token for a server that requires credentials is read from the environment variable API_TOKEN.
`

const neverAborted = new AbortController().signal

/** The command failed. The message is for the user. */
class ApplyError extends Error {}

/** Where a command was entered, and where its output goes. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly coloured: boolean
  /** The command as its user writes it. */
  readonly command: string
}

/** Runs `fleet:apply` with these arguments and returns its exit code. */
export async function applyFleet(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await apply(args, terminal)
    return 0
  } catch (error) {
    if (!(error instanceof ApplyError || error instanceof ServerError)) throw error
    terminal.err(`${error.message}\n`)
    return 1
  }
}

async function apply(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = parse(args)
  if (values.help) {
    terminal.out(usageOf(terminal.command))
    return
  }
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0)
    throw new ApplyError(`expected one file, got ${positionals.length}; see --help`)
  const { url = defaultUrl, parent: parentId = null } = values
  if (!URL.canParse(url)) throw new ApplyError(`--url: expected a URL such as ${defaultUrl}, got "${url}"`)
  if (parentId !== null && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(parentId))
    throw new ApplyError(`--parent: expected a UUID, got "${parentId}"`)

  const fleet = read(file)
  const ask = <Answer>(request: () => Promise<Answer>, expectsServer: boolean): Promise<Answer> =>
    askAgain(request, {
      signal: neverAborted,
      maxPauseMs: 5_000,
      expectsServer,
      onRetry: ({ message }) => {
        terminal.err(`${message}\nRetrying until the server is available. Stop with Ctrl-C.\n`)
      },
    })
  const ids = [...idsOf(fleet.supervisors), ...(parentId === null ? [] : [parentId.toLowerCase()])]
  const report = describeFleet(fleet, parentId?.toLowerCase() ?? null, await ask(() => fetchPresent(url, ids), true))
  if (values['dry-run']) {
    show(report, terminal)
    terminal.out(`${summary(report.missing)} would be created, ${summary(report.present)} already exist.\n`)
    if (report.differing > 0)
      terminal.out(
        `${report.differing} of them ${report.differing === 1 ? 'differs' : 'differ'} from the file. If the file has changed since they were created, the server would refuse it.\n`,
      )
    const places = report.refusals.map(({ place, reason }) => `${nameOf(file, fleet, place)}: ${reason}`)
    if (places.length > 0) throw new ApplyError(`${places.join('\n')}\nThe server would refuse this file.`)
    return
  }
  const outcome = await ask(() => spawnFleet(url, fleet, parentId), false)
  if (outcome.__typename !== 'SpawnHierarchyPayload') throw new ApplyError(explain(outcome, file, fleet))
  show(report, terminal)
  const { created, existing } = outcome
  terminal.out(`${count(created, 'supervisor')} created, ${existing} already existed.\n`)
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        'dry-run': { type: 'boolean' },
        url: { type: 'string' },
        parent: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    // only the first sentence: Node.js adds advice about positional arguments that does not apply here
    throw new ApplyError(
      `${error instanceof Error ? error.message.split(/[.\n]/, 1).join() : String(error)}; see --help`,
    )
  }
}

function read(file: string): Fleet {
  try {
    return readFleet(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof FleetFileError) throw new ApplyError(`${file}:${error.line}: ${error.message}`)
    if (error instanceof Error && 'code' in error)
      throw new ApplyError(`${file}: cannot be read (${String(error.code)})`)
    throw error
  }
}

/** The message of a refusal, with the line of the file that caused it. */
function explain(outcome: Outcome, file: string, fleet: Fleet): string {
  if (!('message' in outcome)) throw new Error('expected a refusal, got a payload')
  const { message, path = ['input'] } = outcome
  const prefix = `${path.join('.')}: `
  const reason = message.startsWith(prefix) ? message.slice(prefix.length) : message
  const field = outcome.__typename === 'ValidationError' ? `${path.at(-1) ?? ''}: ` : ''
  const advice =
    outcome.__typename === 'ConflictError'
      ? ' Or restore the earlier description in the file: this command never changes what exists.'
      : ''
  return `${nameOf(file, fleet, path)}: ${field}${reason}${advice}\nNothing was created.`
}

function nameOf(file: string, fleet: Fleet, place: readonly string[]): string {
  return place[1] === 'parentId' ? '--parent' : `${file}:${fleet.lineOf(place)}`
}

function show({ lines }: FleetReport, { out, coloured }: Terminal): void {
  for (const { mark, text } of lines) {
    const line = `${mark} ${text}`
    out(`${coloured ? styleText(mark === '+' ? 'green' : 'dim', line) : line}\n`)
  }
}

function summary({ supervisors, teams }: FleetReport['missing']): string {
  return `${count(supervisors, 'supervisor')} and ${count(teams, 'team')}`
}
