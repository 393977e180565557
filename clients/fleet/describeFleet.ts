import { isDeepStrictEqual } from 'node:util'
import type { PresentMember, PresentNode } from './fleetApi.ts'
import type { Fleet, FleetSupervisor, FleetTeam } from './readFleet.ts'

/** A line of the tree: what is missing (+), or there already (=). */
export interface FleetLine {
  readonly mark: '+' | '='
  readonly text: string
}

export interface FleetReport {
  readonly lines: readonly FleetLine[]
  readonly missing: { readonly supervisors: number; readonly teams: number }
  readonly present: { readonly supervisors: number; readonly teams: number }
  /** How many of the present ones are not as the file has them. */
  readonly differing: number
  /** Why the server would refuse it, as far as can be told from here: where in the input, and the reason. */
  readonly refusals: readonly { readonly place: readonly string[]; readonly reason: string }[]
}

/** What there is of a fleet, and what there is not. */
export function describeFleet(
  { supervisors }: Fleet,
  parentId: string | null,
  there: ReadonlyMap<string, PresentNode>,
): FleetReport {
  const lines: FleetLine[] = []
  const missing = { supervisors: 0, teams: 0 }
  const present = { supervisors: 0, teams: 0 }
  const refusals: FleetReport['refusals'][number][] = []
  let differing = 0

  /** Says whether it is there. */
  const add = (
    each: FleetSupervisor | FleetTeam,
    kind: 'Supervisor' | 'SupervisorTeam',
    place: readonly string[],
    text: string,
  ): boolean => {
    const found = there.get(each.id)
    const indent = '  '.repeat((place.length - 3) / 2) // input.supervisors.0 is at the margin
    const counts = found ? present : missing
    counts[kind === 'Supervisor' ? 'supervisors' : 'teams']++
    if (found && found.__typename !== kind)
      refusals.push({ place: [...place, 'id'], reason: `the id ${each.id} is that of a ${found.__typename}` })
    const isOther = found !== undefined && differs(each, found)
    if (isOther) differing++
    const notes = [text, found?.status, isOther ? 'not as the file has it' : undefined]
    lines.push({ mark: found ? '=' : '+', text: indent + notes.filter((note) => note !== undefined).join(', ') })
    return found !== undefined
  }
  const refuseBelow = (parent: PresentNode | undefined, place: readonly string[]): void => {
    if (parent?.status === 'FAILED' || parent?.status === 'TERMINATED')
      refusals.push({ place, reason: `${parent.name} is ${parent.status}, and nothing can be added to it` })
  }
  const visit = (each: FleetSupervisor, place: readonly string[]): void => {
    add(each, 'Supervisor', place, each.name)
    const found = there.get(each.id)
    for (const [i, team] of each.teams.entries()) {
      const here = [...place, 'teams', String(i)]
      if (!add(team, 'SupervisorTeam', here, `team ${team.name} (${count(team.members.length, 'member')})`))
        refuseBelow(found, here)
    }
    for (const [i, child] of each.children.entries()) {
      const here = [...place, 'children', String(i)]
      if (!there.has(child.id)) refuseBelow(found, here)
      visit(child, here)
    }
  }

  if (supervisors.some(({ id }) => !there.has(id)) && parentId !== null) {
    const place = ['input', 'parentId']
    const parent = there.get(parentId)
    if (parent?.__typename === 'Supervisor') refuseBelow(parent, place)
    else refusals.push({ place, reason: `there is no supervisor ${parentId}` })
  }
  for (const [i, each] of supervisors.entries()) visit(each, ['input', 'supervisors', String(i)])
  return { lines, missing, present, differing, refusals }
}

/** The ids of all that a fleet has. */
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

/** In whatever order they joined. */
function byAgent(members: readonly PresentMember[]): ReadonlyMap<string, PresentMember> {
  return new Map(members.map(({ agentId, role, metadata }) => [agentId, { agentId, role, metadata }]))
}
