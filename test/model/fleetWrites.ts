import { findDifferences } from './changeRules.ts'
import { isEmpty, supervisorChanges, teamChanges, teamsOf, type Match, type TeamMatch } from './fleetMatches.ts'
import {
  activeMembers,
  addMembership,
  addSupervisor,
  addTeam,
  change,
  endMembership,
  isLive,
  pathOf,
  type Hierarchy,
  type Supervisor,
  type Team,
} from './hierarchyModel.ts'
import type { ApplyFleet } from './inputs.ts'
import { canonical } from './json.ts'
import { staffOf } from './lifecycleRules.ts'
import { readMember } from './spawnRules.ts'

/** The versions grow by one for each statement of the server that changes the row. */
export function writeFleet(
  all: Hierarchy,
  matches: readonly Match[],
  removed: readonly Supervisor[],
  input: ApplyFleet,
): void {
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
