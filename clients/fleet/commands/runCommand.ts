import { readFileSync } from 'node:fs'
import { ServerError } from '../../support/askServer.ts'
import { printable } from '../../support/printable.ts'
import { UsageError } from '../../support/UsageError.ts'
import { count, createPrint, describeTotals, isChange, printChanges, totalsOf } from '../describePlan.ts'
import { exportFleet } from '../exportFleet.ts'
import { decodeText } from '../file/decodeText.ts'
import type { FleetFile } from '../file/fleetFile.ts'
import { FleetFileError } from '../file/FleetFileError.ts'
import { readFleet } from '../file/readFleet.ts'
import type { Change } from '../fleetApi.ts'
import { FleetPlanner, FleetRefusal, type FleetPlan } from '../FleetPlanner.ts'
import { readOptions, usageOf, type FleetOptions } from './fleetOptions.ts'

/** Where a command was entered, and where its output goes. */
export interface Terminal {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  readonly coloured: boolean
  /** The command as its user writes it. */
  readonly command: string
}

/** The command failed. The message is for the user. */
class CommandError extends Error {}

/** Runs the command with these arguments and returns its exit code. */
export async function runCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const options = readOptions(args)
    if (options) return await run(options, terminal)
    terminal.out(usageOf(terminal.command))
    return 0
  } catch (error) {
    const isExpected = [CommandError, UsageError, ServerError].some((kind) => error instanceof kind)
    if (!isExpected) throw error
    terminal.err(printable(`${(error as Error).message}\n`))
    return 1
  }
}

async function run(options: FleetOptions, terminal: Terminal): Promise<number> {
  if (options.action === 'export') {
    terminal.out(await exportFleet(options))
    return 0
  }
  const file = read(options.file)
  const planner = new FleetPlanner(file, {
    url: options.url,
    parentId: options.parentId ?? file.parentId,
    prune: options.prune,
    onRetry: ({ message }) => {
      terminal.err(`${message}\nRetrying until the server is available. Stop with Ctrl-C.\n`)
    },
    onProgress: (text) => {
      terminal.err(`${text}\n`)
    },
  })
  try {
    const plan = await planner.plan()
    if (options.action === 'plan') return show(plan, options, terminal)
    assertConfirmed(plan, options, terminal)
    const changes = await planner.apply(plan)
    return report({ ...plan, changes }, options, terminal)
  } catch (error) {
    if (error instanceof FleetRefusal) throw new CommandError(explain(error, options, file))
    throw error
  }
}

function show(plan: FleetPlan, options: FleetOptions, terminal: Terminal): number {
  const changed = plan.changes.some(isChange)
  if (options.json) printJson(plan, changed, terminal)
  else {
    const print = createPrint(terminal.out, terminal.coloured)
    printChanges(plan, print)
    if (plan.impact && plan.impact.supervisors > 0) print(describeImpact(plan))
    print(changed ? `To do: ${describeTotals(plan.changes)}.` : 'No changes: the fleet already matches the file.')
    if (plan.unlisted.length > 0) print('Supervisors that are not in the file stay. Add --prune to terminate them.')
  }
  return changed ? 2 : 0
}

function assertConfirmed(plan: FleetPlan, { yes }: FleetOptions, terminal: Terminal): void {
  const ends = plan.changes.filter(({ kind, object }) => kind === 'REMOVE' && object !== 'MEMBER')
  if (ends.length === 0 || yes) return
  const print = createPrint(terminal.err, false)
  printChanges({ ...plan, changes: ends, unlisted: [], unlistedTeams: [] }, print)
  if (plan.impact && plan.impact.supervisors > 0) print(describeImpact(plan))
  throw new CommandError('Nothing was changed. Review the terminations, and add --yes to confirm them.')
}

function report(plan: FleetPlan, options: FleetOptions, terminal: Terminal): number {
  const changed = plan.changes.some(isChange)
  if (options.json) printJson(plan, changed, terminal)
  else {
    const print = createPrint(terminal.out, terminal.coloured)
    printChanges(plan, print)
    print(changed ? `Done: ${describeTotals(plan.changes)}.` : 'No changes: the fleet already matches the file.')
    if (plan.changes.some(isNewSupervisor))
      print(
        'New supervisors are SPAWNING: their processes have 300 s (SPAWN_TIMEOUT_SECONDS of the server) to send a heartbeat. A process finds its id with supervisors(filter: { fleet, key }). See docs/guides/run-processes.md.',
      )
  }
  return changed && options.detailedExitCode ? 2 : 0
}

function isNewSupervisor({ kind, object }: Change): boolean {
  return object === 'SUPERVISOR' && (kind === 'CREATE' || kind === 'RESTORE')
}

function describeImpact({ impact }: FleetPlan): string {
  const { supervisors = 0, teams = 0, activeMemberships = 0, activeAgents = 0 } = impact ?? {}
  return `Terminations: ${count(supervisors, 'supervisor')} with ${count(teams, 'team')}, ${count(activeMemberships, 'membership')} of ${count(activeAgents, 'agent')}.`
}

/** JSON without characters that a terminal would carry out. */
function printJson(
  { changes, unlisted, unlistedTeams, impact }: FleetPlan,
  changed: boolean,
  terminal: Terminal,
): void {
  const result = { changed, totals: totalsOf(changes), changes, unlisted, unlistedTeams, impact }
  const text = JSON.stringify(result, null, 2)
  terminal.out(
    `${text.replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (character) =>
      [...Array(character.length).keys()]
        .map((i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
        .join(''),
    )}\n`,
  )
}

function read(path: string): FleetFile {
  try {
    return readFleet(decodeText(readFileSync(path)))
  } catch (error) {
    if (error instanceof FleetFileError) {
      const { line, column } = error.position
      throw new CommandError(`${path}:${line}:${column}: ${error.message}`)
    }
    if (error instanceof Error && 'code' in error)
      throw new CommandError(`${path}: cannot be read (${String(error.code)})`)
    throw error
  }
}

/** The message of a refusal, with the position in the file that caused it. */
function explain({ message, place }: FleetRefusal, { file: path, parentId }: FleetOptions, file: FleetFile): string {
  const isParent = place?.[0] === 'parent'
  const { line, column } = file.positionOf(place ?? [])
  const where = isParent && parentId !== null ? '--parent' : place === null ? path : `${path}:${line}:${column}`
  return `${where}: ${message}\nThe server refused the file.`
}
