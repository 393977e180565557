import { randomUUID } from 'node:crypto'
import { findDifferences } from './changeRules.ts'
import {
  activeMembers,
  addMembership,
  addSupervisor,
  addTeam,
  change,
  endMembership,
  isLive,
  pathOf,
  subtreeOf,
  takesAdditions,
  type Hierarchy,
  type Supervisor,
  type Team,
} from './hierarchyModel.ts'
import type { ApplyFleet, FleetSupervisor, FleetTeam } from './inputs.ts'
import { describeImpact, staffOf } from './lifecycleRules.ts'
import {
  conflict,
  cycle,
  hasLiveChildren,
  invalid,
  levelLimit,
  limitExceeded,
  nameTaken,
  notFound,
  parentUnavailable,
  refuse,
  type Outcome,
  type Place,
} from './outcomes.ts'
import { readMember } from './spawnRules.ts'
import { canonical } from './json.ts'

/** A wanted supervisor, the row that it describes, and its parent after the change. */
interface Match {
  readonly given: FleetSupervisor
  readonly place: Place
  readonly was: Supervisor | undefined
  readonly id: string
  readonly parentId: string | null
}

/** Makes the fleet as described, or refuses. Collects all reasons for a refusal, since any can be returned. */
export function applyFleet(all: Hierarchy, input: ApplyFleet): Outcome {
  const matches = matchAll(all, input)
  const removed = (input.remove ?? []).flatMap((key) => live(all, all.fleet.get(key)) ?? [])
  const gone = new Set(removed.map(({ id }) => id))
  const moving = matches.filter(({ was, parentId }) => was && was.parentId !== parentId)
  const movedRows = new Set(moving.flatMap(({ was }) => (was ? subtreeOf(all, was) : [])))
  const descendants = new Set(
    moving.flatMap(({ was }) => (was ? subtreeOf(all, was).filter((row) => row !== was) : [])),
  )
  const moved = descendants.size + moving.length
  if (moved > all.maxChangeSize)
    refuse(limitExceeded(all.maxChangeSize, Math.min(descendants.size, all.maxChangeSize + 1) + moving.length))

  const parents = new Map([...all.supervisors.values()].map(({ id, parentId }) => [id, parentId]))
  for (const { id, parentId } of matches) parents.set(id, parentId)
  const reasons = [
    ...findParentReasons(all, matches, gone),
    ...findNameReasons(all, matches, gone),
    ...removed.flatMap(({ id }) => {
      const kept = [...all.supervisors.values()].filter(
        (each) => isLive(each) && !gone.has(each.id) && each.parentId === id && parents.get(each.id) === id,
      )
      return kept.length > 0 ? [hasLiveChildren(kept.length)] : []
    }),
    ...findPlaceReasons(all, matches, parents, movedRows),
    ...matches.flatMap((match) => findTeamReasons(all, match, input)),
  ]
  if (reasons.length > 0) refuse(...reasons)
  const { impact, affected } = describeImpact(all, { id: 'fleet' }, 'REJECT', removed, [])
  const changes = countChanges(all, matches, removed, input)
  const payload = (changed: boolean): Outcome => ({ __typename: 'ApplyFleetPayload', changed, impact })
  if (input.dryRun) return payload(false)
  const token = all.tokens.get(input.impactToken ?? '')
  const confirmed = token?.target === 'fleet' && token.affected === affected && impact.activeAgents <= token.agents
  if (impact.activeAgents > all.confirmAboveAgents && !confirmed)
    refuse({ __typename: 'ConfirmationRequiredError', impact })
  write(all, matches, removed, input)
  return payload(changes)
}

const live = (all: Hierarchy, id: string | undefined): Supervisor | undefined => {
  const row = id === undefined ? undefined : all.supervisors.get(id)
  return row && isLive(row) ? row : undefined
}

function matchAll(all: Hierarchy, input: ApplyFleet): Match[] {
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

const isAdded = ({ was, parentId }: Match): boolean => was === undefined || was.parentId !== parentId

function findParentReasons(all: Hierarchy, matches: readonly Match[], gone: ReadonlySet<string>): Outcome[] {
  return matches.filter(isAdded).flatMap(({ parentId, given, place }) => {
    const parent = parentId === null ? undefined : all.supervisors.get(parentId)
    const path = given.parentKey == null ? ['input', 'parentId'] : [...place, 'parentKey']
    if (gone.has(parentId ?? '')) return [invalid(path)]
    return parent && !takesAdditions(parent) ? [parentUnavailable(parent, path)] : []
  })
}

function findNameReasons(all: Hierarchy, matches: readonly Match[], gone: ReadonlySet<string>): Outcome[] {
  const matched = new Set(matches.map(({ id }) => id))
  return matches.flatMap(({ given, parentId, place, was }, i) => {
    const path = [...place, 'name']
    if (matches.slice(0, i).some((other) => other.parentId === parentId && other.given.name === given.name))
      return [nameTaken(given.name, null, path)]
    if (was?.name === given.name && was.parentId === parentId) return []
    const holder = [...all.supervisors.values()].find(
      (row) =>
        isLive(row) &&
        !gone.has(row.id) &&
        !matched.has(row.id) &&
        row.parentId === parentId &&
        row.name === given.name,
    )
    return holder ? [nameTaken(given.name, holder, path)] : []
  })
}

function findPlaceReasons(
  all: Hierarchy,
  matches: readonly Match[],
  parents: ReadonlyMap<string, string | null>,
  movedRows: ReadonlySet<Supervisor>,
): Outcome[] {
  const levelAt = (id: string): number | null => {
    let level = 0
    const seen = new Set([id])
    for (let at = parents.get(id) ?? null; at !== null; at = parents.get(at) ?? null) {
      if (seen.has(at)) return null
      seen.add(at)
      level++
    }
    return level
  }
  const reasons = matches.filter(isAdded).flatMap(({ id, place }) => {
    const level = levelAt(id)
    if (level === null) return [cycle]
    return level > all.maxLevel ? [levelLimit(all.maxLevel, level, place)] : []
  })
  const below = [...movedRows].flatMap(({ id }) => {
    const level = levelAt(id) ?? 0
    return level > all.maxLevel ? [levelLimit(all.maxLevel, level, ['input', 'supervisors'])] : []
  })
  return [...reasons, ...below]
}

interface TeamMatch {
  readonly given: FleetTeam
  readonly was: Team | undefined
}

function teamsOf(all: Hierarchy, { given, was }: Match): { teams: TeamMatch[]; others: Team[] } {
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

function findTeamReasons(all: Hierarchy, match: Match, { pruneTeams }: ApplyFleet): Outcome[] {
  const { teams, others } = teamsOf(all, match)
  const kept = others.filter(({ id }) => !(pruneTeams && match.given.teams && all.teamKeys.has(id)))
  return teams.flatMap(({ given, was }, i) => {
    const place = [...match.place, 'teams', String(i)]
    const holder = kept.find(({ name }) => name === given.name)
    const joins = (given.members ?? []).some(
      ({ agentId }) => was && !activeMembers(all, was.id).some((member) => member.agentId === agentId),
    )
    return [
      ...(holder ? [nameTaken(given.name, holder, [...place, 'name'])] : []),
      ...(match.was && !takesAdditions(match.was) && (!was || joins) ? [parentUnavailable(match.was, place)] : []),
    ]
  })
}

function supervisorChanges({ given, was, parentId }: Match): object {
  const { name, description, config, policyVersionId } = given
  return was ? findDifferences(was, { name, description, config: config ?? undefined, policyVersionId, parentId }) : {}
}

function teamChanges({ given, was }: TeamMatch): object {
  const { name, description, objective, config } = given
  return was ? findDifferences(was, { name, description, objective, config: config ?? undefined }) : {}
}

const isEmpty = (fields: object): boolean => Object.keys(fields).length === 0

function countChanges(
  all: Hierarchy,
  matches: readonly Match[],
  removed: readonly Supervisor[],
  input: ApplyFleet,
): boolean {
  return (
    removed.length > 0 ||
    matches.some((match) => {
      const { teams, others } = teamsOf(all, match)
      return (
        !match.was ||
        !isEmpty(supervisorChanges(match)) ||
        teams.some((team) => !team.was || !isEmpty(teamChanges(team)) || changesMembers(all, team)) ||
        (input.pruneTeams && match.given.teams && others.some(({ id }) => all.teamKeys.has(id)))
      )
    })
  )
}

function changesMembers(all: Hierarchy, { given, was }: TeamMatch): boolean {
  if (!given.members || !was) return false
  const key = (members: readonly { agentId: string; role: string; metadata: unknown }[]) =>
    members
      .map(({ agentId, role, metadata }) => canonical({ agentId, role, metadata }))
      .sort()
      .join()
  return key(activeMembers(all, was.id)) !== key(given.members.map(readMember))
}

/** The versions grow by one for each statement of the server that changes the row. */
function write(all: Hierarchy, matches: readonly Match[], removed: readonly Supervisor[], input: ApplyFleet): void {
  const plannedTeams = matches.map((match) => ({ match, ...teamsOf(all, match) }))
  const before = new Map([...all.supervisors.values()].map((row) => [row.id, pathOf(all, row).join()]))
  const reparented = new Set(
    matches.filter(({ was, parentId }) => was && was.parentId !== parentId).map(({ id }) => id),
  )
  const changing = matches.filter((match) => match.was && !isEmpty(supervisorChanges(match)))
  freeNames(all, matches, changing, removed)
  for (const each of removed) {
    for (const member of staffOf(all, [each]).members) endMembership(member)
    change(each, { status: 'TERMINATED', statusReason: null })
    for (const [key, id] of all.fleet) if (id === each.id) all.fleet.delete(key)
  }
  for (const match of changing) if (match.was) change(match.was, supervisorChanges(match))
  const added = matches.filter(({ was }) => !was)
  for (const { given, id, parentId } of byLevel(added)) {
    const { name, description = null, config, policyVersionId = null } = given
    const fields = { parentId, name, description, config: config ?? {}, policyVersionId }
    addSupervisor(all, { ...fields, createdBy: canonical(fields), id })
  }
  for (const row of all.supervisors.values()) {
    const path = before.get(row.id)
    if (path !== undefined && !reparented.has(row.id) && path !== pathOf(all, row).join()) change(row, {})
  }
  for (const { given, id } of matches) {
    for (const [key, owned] of all.fleet) if (owned === id) all.fleet.delete(key)
    all.fleet.set(given.key, id)
  }
  for (const { match, teams, others } of plannedTeams) writeTeams(all, match, teams, others, input)
}

/** Each new supervisor after its new parent, as the model needs them. */
function byLevel(added: readonly Match[]): Match[] {
  const left = new Set(added)
  const sorted: Match[] = []
  while (left.size > 0)
    for (const each of left) {
      if ([...left].some(({ id }) => id === each.parentId)) continue
      left.delete(each)
      sorted.push(each)
    }
  return sorted
}

/** A row whose place another one takes first gets a temporary name, which is a version of its own. */
function freeNames(
  all: Hierarchy,
  matches: readonly Match[],
  changing: readonly Match[],
  removed: readonly Supervisor[],
): void {
  const gone = new Set(removed.map(({ id }) => id))
  const endsFirst = (row: Supervisor): boolean =>
    [...all.supervisors.values()].every(
      (child) => child.parentId !== row.id || !isLive(child) || (gone.has(child.id) && endsFirst(child)),
    )
  const leaving = [...changing.flatMap(({ was }) => was ?? []), ...removed.filter((row) => !endsFirst(row))]
  for (const row of leaving) {
    const taker = matches.find(
      ({ was, given, parentId, id }) =>
        id !== row.id &&
        parentId === row.parentId &&
        given.name === row.name &&
        (was?.name !== given.name || was.parentId !== parentId),
    )
    if (taker) change(row, gone.has(row.id) ? { name: `${row.name} ${row.id}` } : {})
  }
}

function writeTeams(
  all: Hierarchy,
  { given, id: supervisorId }: Match,
  teams: TeamMatch[],
  others: Team[],
  input: ApplyFleet,
): void {
  for (const { id } of others) {
    if (!input.pruneTeams || !given.teams || !all.teamKeys.has(id)) continue
    all.teams.delete(id)
    all.teamKeys.delete(id)
    for (const member of [...all.memberships.values()]) if (member.teamId === id) all.memberships.delete(member.id)
  }
  const changing = teams.filter((team) => team.was && !isEmpty(teamChanges(team)))
  const wantedNames = new Map(changing.map(({ given: team, was }) => [team.name, was]))
  for (const { given: team, was } of changing)
    if (was && was.name !== team.name && wantedNames.has(was.name)) change(was, {})
  for (const team of changing) if (team.was) change(team.was, teamChanges(team))
  for (const team of teams) {
    const { key, name, description = null, objective = null, config, members } = team.given
    const fields = { supervisorId, name, description, objective, config: config ?? {} }
    const row =
      team.was ??
      addTeam(all, {
        ...fields,
        id: null,
        createdBy: canonical({ ...fields, members: members?.map(readMember) ?? [] }),
      })
    all.teamKeys.set(row.id, key)
    if (members) writeMembers(all, row.id, members.map(readMember))
  }
}

function writeMembers(all: Hierarchy, teamId: string, wanted: readonly ReturnType<typeof readMember>[]): void {
  const present = activeMembers(all, teamId)
  for (const member of present) {
    const given = wanted.find(({ agentId }) => agentId === member.agentId)
    if (!given) endMembership(member)
    else if (!isEmpty(findDifferences(member, given))) change(member, { role: given.role, metadata: given.metadata })
  }
  for (const given of wanted)
    if (!present.some(({ agentId }) => agentId === given.agentId)) addMembership(all, teamId, given)
}
