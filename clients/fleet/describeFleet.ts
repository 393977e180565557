import { isDeepStrictEqual } from 'node:util'
import type { PresentMember, PresentNode } from './fleetApi.ts'
import type { Fleet, FleetSupervisor, FleetTeam } from './readFleet.ts'

/** A line of the report: a supervisor or team that is missing (+) or exists (=). */
export interface FleetLine {
  readonly mark: '+' | '='
  readonly text: string
}

export interface FleetReport {
  readonly lines: readonly FleetLine[]
  readonly missing: { readonly supervisors: number; readonly teams: number }
  readonly present: { readonly supervisors: number; readonly teams: number }
  /** Number of existing supervisors and teams that differ from the file. */
  readonly differing: number
  /** The refusals that can be predicted: the place in the input and the reason. */
  readonly refusals: readonly { readonly place: readonly string[]; readonly reason: string }[]
}

/** Compares a fleet with the supervisors and teams that exist on the server. */
export function describeFleet(
  { supervisors }: Fleet,
  parentId: string | null,
  existing: ReadonlyMap<string, PresentNode>,
): FleetReport {
  const lines: FleetLine[] = []
  const missing = { supervisors: 0, teams: 0 }
  const present = { supervisors: 0, teams: 0 }
  const refusals: FleetReport['refusals'][number][] = []
  let differing = 0

  /** Adds a line to the report. Returns whether the supervisor or team exists. */
  const add = (
    each: FleetSupervisor | FleetTeam,
    kind: 'Supervisor' | 'SupervisorTeam',
    place: readonly string[],
    text: string,
  ): boolean => {
    const found = existing.get(each.id)
    const indent = '  '.repeat((place.length - 3) / 2) // input.supervisors.0 is not indented
    const counts = found ? present : missing
    counts[kind === 'Supervisor' ? 'supervisors' : 'teams']++
    if (found && found.__typename !== kind)
      refusals.push({ place: [...place, 'id'], reason: `the id ${each.id} belongs to a ${found.__typename}` })
    const isOther = found !== undefined && differs(each, found)
    if (isOther) differing++
    const notes = [text, found?.status, isOther ? 'differs from the file' : undefined]
    lines.push({ mark: found ? '=' : '+', text: indent + notes.filter((note) => note !== undefined).join(', ') })
    return found !== undefined
  }
  const refuseBelow = (parent: PresentNode | undefined, place: readonly string[]): void => {
    if (parent?.status === 'FAILED' || parent?.status === 'TERMINATED')
      refusals.push({ place, reason: `${parent.name} is ${parent.status} and accepts no additions` })
  }
  const visit = (each: FleetSupervisor, place: readonly string[]): void => {
    add(each, 'Supervisor', place, each.name)
    const found = existing.get(each.id)
    for (const [i, team] of each.teams.entries()) {
      const here = [...place, 'teams', String(i)]
      if (!add(team, 'SupervisorTeam', here, `team ${team.name} (${count(team.members.length, 'member')})`))
        refuseBelow(found, here)
    }
    for (const [i, child] of each.children.entries()) {
      const here = [...place, 'children', String(i)]
      if (!existing.has(child.id)) refuseBelow(found, here)
      visit(child, here)
    }
  }

  if (supervisors.some(({ id }) => !existing.has(id)) && parentId !== null) {
    const place = ['input', 'parentId']
    const parent = existing.get(parentId)
    if (parent?.__typename === 'Supervisor') refuseBelow(parent, place)
    else refusals.push({ place, reason: `the supervisor ${parentId} does not exist` })
  }
  for (const [i, each] of supervisors.entries()) visit(each, ['input', 'supervisors', String(i)])
  return { lines, missing, present, differing, refusals }
}

/** The ids of all supervisors and teams of a fleet. */
export function idsOf(supervisors: readonly FleetSupervisor[]): string[] {
  return supervisors.flatMap((each) => [each.id, ...each.teams.map(({ id }) => id), ...idsOf(each.children)])
}

export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

function differs(wanted: FleetSupervisor | FleetTeam, found: PresentNode): boolean {
  return (
    wanted.name !== found.name ||
    wanted.description !== found.description ||
    !isDeepStrictEqual(wanted.config, found.config) ||
    ('children' in wanted
      ? wanted.policyVersionId !== found.policyVersionId
      : wanted.objective !== found.objective ||
        !isDeepStrictEqual(byAgent(wanted.members), byAgent(found.members ?? [])))
  )
}

/** The members by agent, so that their order does not matter. */
function byAgent(members: readonly PresentMember[]): ReadonlyMap<string, PresentMember> {
  return new Map(members.map(({ agentId, role, metadata }) => [agentId, { agentId, role, metadata }]))
}
