import {
  isEmpty,
  live,
  matchAll,
  supervisorChanges,
  teamChanges,
  teamsOf,
  type Match,
  type TeamMatch,
} from './fleetMatches.ts'
import { writeFleet } from './fleetWrites.ts'
import { activeMembers, isLive, subtreeOf, takesAdditions, type Hierarchy, type Supervisor } from './hierarchyModel.ts'
import type { ApplyFleet } from './inputs.ts'
import { canonical } from './json.ts'
import { describeImpact } from './lifecycleRules.ts'
import {
  cycle,
  hasLiveChildren,
  invalid,
  levelLimit,
  limitExceeded,
  nameTaken,
  parentUnavailable,
  refuse,
  type Outcome,
} from './outcomes.ts'
import { readMember } from './spawnRules.ts'

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
  writeFleet(all, matches, removed, input)
  return payload(changes)
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
