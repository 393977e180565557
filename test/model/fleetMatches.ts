import { randomUUID } from 'node:crypto'
import { findDifferences } from './changeRules.ts'
import { isLive, type Hierarchy, type Supervisor, type Team } from './hierarchyModel.ts'
import type { ApplyFleet, FleetSupervisor, FleetTeam } from './inputs.ts'
import { conflict, invalid, notFound, refuse, type Outcome, type Place } from './outcomes.ts'

/** A wanted supervisor, the row that it describes, and its parent after the change. */
export interface Match {
  readonly given: FleetSupervisor
  readonly place: Place
  readonly was: Supervisor | undefined
  readonly id: string
  readonly parentId: string | null
}

export const live = (all: Hierarchy, id: string | undefined): Supervisor | undefined => {
  const row = id === undefined ? undefined : all.supervisors.get(id)
  return row && isLive(row) ? row : undefined
}

export function matchAll(all: Hierarchy, input: ApplyFleet): Match[] {
  const reasons: Outcome[] = []
  const found = input.supervisors.map((given, i) => {
    const place = ['input', 'supervisors', String(i)]
    const own = live(all, all.fleet.get(given.key))
    const row = given.id == null ? undefined : all.supervisors.get(given.id)
    if (own && given.id != null && own.id !== given.id && (!row || isLive(row)))
      reasons.push(conflict(own, [...place, 'id']))
    const was = own ?? (row && isLive(row) ? row : undefined)
    const id = was?.id ?? (given.id != null && !row ? given.id : `new fleet ${randomUUID()}`)
    return { given, place, was, id }
  })
  for (const [i, { was, place }] of found.entries())
    if (was && found.slice(0, i).some((other) => other.was === was)) reasons.push(invalid(place))
  const ids = new Map(found.map(({ given, id }) => [given.key, id]))
  const matches = found.map((each): Match => {
    const { parentKey } = each.given
    if (parentKey == null) {
      const top = input.parentId ?? null
      const isThere = each.was?.parentId === top
      if (top !== null && !isThere && !all.supervisors.has(top)) reasons.push(notFound(top, ['input', 'parentId']))
      return { ...each, parentId: top }
    }
    const id = ids.get(parentKey) ?? live(all, all.fleet.get(parentKey))?.id
    if (id === undefined) reasons.push(invalid([...each.place, 'parentKey']))
    return { ...each, parentId: id ?? null }
  })
  if (reasons.length > 0) refuse(...reasons)
  return matches
}

export interface TeamMatch {
  readonly given: FleetTeam
  readonly was: Team | undefined
}

export function teamsOf(all: Hierarchy, { given, was }: Match): { teams: TeamMatch[]; others: Team[] } {
  const existing = was ? [...all.teams.values()].filter(({ supervisorId }) => supervisorId === was.id) : []
  const taken = new Set<Team>()
  const teams = (given.teams ?? []).map((team) => {
    const ofKey = existing.find(({ id }) => all.teamKeys.get(id) === team.key)
    const ofName = existing.find(({ id, name }) => !all.teamKeys.has(id) && name === team.name)
    const found = ofKey ?? ofName
    if (found) taken.add(found)
    return { given: team, was: found }
  })
  return { teams, others: existing.filter((team) => !taken.has(team)) }
}

export function supervisorChanges({ given, was, parentId }: Match): object {
  const { name, description, config, policyVersionId } = given
  return was ? findDifferences(was, { name, description, config: config ?? undefined, policyVersionId, parentId }) : {}
}

export function teamChanges({ given, was }: TeamMatch): object {
  const { name, description, objective, config } = given
  return was ? findDifferences(was, { name, description, objective, config: config ?? undefined }) : {}
}

export const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0
