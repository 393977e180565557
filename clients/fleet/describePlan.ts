import { styleText } from 'node:util'
import { onOneLine } from '../support/printable.ts'
import type { Change } from './fleetApi.ts'
import type { FleetPlan } from './FleetPlanner.ts'

export type Style = 'green' | 'yellow' | 'red' | 'dim'
export type Print = (text: string, style?: Style) => void

/** Prints each line clean, and then in its colour. */
export function createPrint(out: (text: string) => void, coloured: boolean): Print {
  return (text, style) => {
    const line = onOneLine(text).trimEnd()
    const indent = /^ */.exec(text)?.[0] ?? ''
    const clean = indent + line.trimStart()
    out(`${coloured && style ? styleText(style, clean) : clean}\n`)
  }
}

const marks = {
  CREATE: ['+', 'create', 'green'],
  RESTORE: ['+', 'create again', 'green'],
  ADOPT: ['=', 'take over', 'dim'],
  MOVE: ['~', 'move', 'yellow'],
  RENAME: ['~', 'rename', 'yellow'],
  UPDATE: ['~', 'update', 'yellow'],
  REMOVE: ['-', 'terminate', 'red'],
} as const satisfies Record<Change['kind'], readonly [string, string, Style]>

const longest = 120

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** Prints the changes one by one, fields with their values before and after, and what the file does not name. */
export function printChanges({ changes, unlisted, unlistedTeams }: FleetPlan, print: Print): void {
  for (const change of changes) {
    const [mark, verb, style] = marks[change.kind]
    print(`${mark} ${verbOf(change, verb)} ${describe(change)}`, style)
    const { before, after } = change
    if (before === null || after === null) continue
    for (const field of new Set([...Object.keys(before), ...Object.keys(after)]))
      print(
        `    ${field}: ${show(before[field])} → ${show(after[field])}${change.drift.includes(field) ? '  (drift: changed since the last apply)' : ''}`,
      )
  }
  for (const { key, id, status } of unlisted) print(`? not in the file: ${key} (${status}, ${id})`, 'dim')
  for (const { key, teamKey } of unlistedTeams) print(`? not in the file: team ${teamKey} of ${key}`, 'dim')
}

function verbOf({ kind, object }: Change, verb: string): string {
  if (kind === 'REMOVE') return { SUPERVISOR: 'terminate', TEAM: 'delete', MEMBER: 'remove' }[object]
  if (kind === 'CREATE' && object === 'MEMBER') return 'add'
  return verb
}

function describe({ object, key, teamKey, agentId, drift, kind, teams, members, id }: Change): string {
  const what = {
    SUPERVISOR: key,
    TEAM: `team ${teamKey} of ${key}`,
    MEMBER: `${agentId} in team ${teamKey} of ${key}`,
  }[object]
  const staff = [...(teams > 0 ? [count(teams, 'team')] : []), ...(members > 0 ? [count(members, 'member')] : [])]
  const notes = [
    ...(staff.length > 0 ? [`with ${staff.join(' and ')}`] : []),
    ...(object === 'MEMBER' && kind !== 'UPDATE' && drift.length > 0 ? ['drift: changed since the last apply'] : []),
    ...(kind === 'REMOVE' && object === 'SUPERVISOR' && id !== null ? [id] : []),
  ]
  return notes.length > 0 ? `${what} (${notes.join('; ')})` : what
}

/** The number of changes of each kind. */
export function totalsOf(changes: readonly Change[]): Record<string, number> {
  const totals: Record<string, number> = {}
  for (const { kind, object } of changes) {
    const name = `${kind.toLowerCase()} ${object.toLowerCase()}`
    totals[name] = (totals[name] ?? 0) + 1
  }
  return totals
}

export function describeTotals(changes: readonly Change[]): string {
  const totals = Object.entries(totalsOf(changes)).map(([name, n]) => {
    const [kind = '', object = ''] = name.split(' ')
    return `${kind} ${count(n, object)}`
  })
  return totals.join(', ')
}

/** Whether a change concerns the hierarchy. Taking over an object only records its owner. */
export function isChange({ kind }: Change): boolean {
  return kind !== 'ADOPT'
}
