import { isDeepStrictEqual } from 'node:util'
import { ConflictError } from '../errors.ts'
import type { SupervisorId, TeamId } from '../glossary.ts'
import { idempotencyHash } from '../idempotencyHash.ts'
import type { JsonObject } from '../input.ts'
import { teamNameTaken } from '../names.ts'
import { assertAcceptsAdditions } from '../tree.ts'
import { canSee, type Viewer } from '../viewer.ts'
import { findDifference, managed, noDetails, type FleetChange } from './fleetChange.ts'
import type { FleetMatch } from './matchFleet.ts'
import { planMembers, type MembersPlan } from './planMembers.ts'
import type { PresentFleetTeam, PresentMember } from './presentFleet.ts'
import type { TeamFields, WantedFleetTeam, WantedMember } from './wantedFleet.ts'

export interface TeamToCreate extends TeamFields {
  readonly id: TeamId
  readonly supervisorId: SupervisorId
  readonly idempotencyHash: Buffer
  readonly members: readonly WantedMember[]
}
export interface TeamToChange extends TeamFields {
  readonly id: TeamId
  readonly from: PresentFleetTeam
}
export interface TeamClaim {
  readonly id: TeamId
  readonly key: string
  readonly applied: JsonObject
}

export interface TeamsPlan extends MembersPlan {
  readonly created: readonly TeamToCreate[]
  readonly changed: readonly TeamToChange[]
  readonly deleted: readonly PresentFleetTeam[]
  /** Teams of the fleet that the request neither lists nor deletes. */
  readonly unlisted: readonly PresentFleetTeam[]
  readonly claims: readonly TeamClaim[]
  readonly changes: readonly FleetChange[]
}

/** The existing teams of a supervisor, other existing teams with wanted ids, and the members. */
export interface PresentStaff {
  readonly teams: readonly PresentFleetTeam[]
  readonly teamsById: ReadonlyMap<TeamId, PresentFleetTeam>
  readonly membersOf: (teamId: TeamId) => readonly PresentMember[]
}

/**
 * Plans the teams of one supervisor. An existing team without a key in the fleet is taken over by its name.
 * @throws {ConflictError} if the id of a team is that of another supervisor's team, or of a team with another key
 * @throws {NameTakenError} if two teams of the supervisor would have the same name
 * @throws {ParentUnavailableError} if the supervisor is FAILED, and teams or members would be added
 */
export function planTeams(
  { wanted: supervisor, present, id: supervisorId }: FleetMatch,
  { teams: existing, teamsById, membersOf }: PresentStaff,
  { prune, viewer, newId }: { readonly prune: boolean; readonly viewer: Viewer; readonly newId: () => TeamId },
): TeamsPlan {
  const wanted = supervisor.teams ?? []
  const found = findTeams(wanted, existing, teamsById, supervisorId, viewer)
  const kept = new Set([...found.values()].map(({ id }) => id))
  const others = existing.filter(({ id }) => !kept.has(id))
  const owned = supervisor.teams ? others.filter(({ fleetKey }) => fleetKey !== null) : []
  const deleted = prune ? owned : []
  const gone = new Set(deleted)
  assertNames(
    wanted,
    found,
    others.filter((each) => !gone.has(each)),
    supervisorId,
  )

  const plans = wanted.map((team) => {
    const was = found.get(team)
    const plan = was
      ? planTeam(supervisor.key, team, was, membersOf(was.id))
      : createTeam(supervisor.key, team, team.id ?? newId(), supervisorId, present !== null)
    if (present && (!was || plan.added.length > 0)) assertAcceptsAdditions(present, team.inputPath)
    return plan
  })
  return {
    created: plans.flatMap(({ created }) => created),
    changed: plans.flatMap(({ changed }) => changed),
    deleted,
    unlisted: prune ? [] : owned,
    claims: plans.flatMap(({ claims }) => claims),
    added: plans.flatMap(({ added }) => added),
    updated: plans.flatMap(({ updated }) => updated),
    ended: plans.flatMap(({ ended }) => ended),
    changes: [
      ...plans.flatMap(({ changes }) => changes),
      ...deleted.map((each) =>
        describe(supervisor.key, { key: each.fleetKey ?? '', name: each.name }, 'REMOVE', {
          id: each.id,
          members: membersOf(each.id).length,
        }),
      ),
    ],
  }
}

function findTeams(
  wanted: readonly WantedFleetTeam[],
  existing: readonly PresentFleetTeam[],
  byId: ReadonlyMap<TeamId, PresentFleetTeam>,
  supervisorId: SupervisorId,
  viewer: Viewer,
): Map<WantedFleetTeam, PresentFleetTeam> {
  const byKey = new Map(existing.map((each) => [each.fleetKey, each]))
  const unowned = new Map(existing.filter((each) => each.fleetKey === null).map((each) => [each.name, each]))
  const found = new Map<WantedFleetTeam, PresentFleetTeam>()
  const described = new Set<PresentFleetTeam>()
  for (const team of wanted) {
    const idPath = [...team.inputPath, 'id']
    const ofId = byId.get(team.id ?? '')
    if (ofId && ofId.supervisorId !== supervisorId) {
      const isVisible = canSee(viewer, ofId.supervisorPath)
      throw new ConflictError(
        `Id ${ofId.id} is taken by a team of another supervisor. Choose another id.`,
        isVisible ? { type: 'SupervisorTeam', id: ofId.id } : null,
      ).at(idPath)
    }
    const own = byKey.get(team.key) ?? (team.previousKey === null ? undefined : byKey.get(team.previousKey)) ?? ofId
    if (own && team.id !== null && own.id !== team.id)
      throw new ConflictError(
        `The team with the key ${JSON.stringify(own.fleetKey)} has the id ${own.id}, not ${team.id}. Use its id, or another key.`,
        { type: 'SupervisorTeam', id: own.id },
      ).at(idPath)
    const match = own ?? unowned.get(team.fields.name)
    if (!match) continue
    if (described.has(match))
      throw new ConflictError(`Two teams of the request describe the team ${match.id}. Use different keys.`, {
        type: 'SupervisorTeam',
        id: match.id,
      }).at(idPath)
    described.add(match)
    found.set(team, match)
  }
  return found
}

function assertNames(
  wanted: readonly WantedFleetTeam[],
  found: ReadonlyMap<WantedFleetTeam, PresentFleetTeam>,
  others: readonly PresentFleetTeam[],
  supervisorId: SupervisorId,
): void {
  const taken = new Map<string, TeamId | null>(others.map(({ name, id }) => [name, id]))
  for (const team of wanted) {
    const { name } = team.fields
    const holder = taken.get(name)
    if (holder !== undefined) throw teamNameTaken(name, supervisorId, holder).at([...team.inputPath, 'name'])
    taken.set(name, found.get(team)?.id ?? null)
  }
}

type Plan = Omit<TeamsPlan, 'deleted' | 'unlisted'>

/** @param isListed whether the team is a line of its own, because its supervisor exists */
function createTeam(
  key: string,
  team: WantedFleetTeam,
  id: TeamId,
  supervisorId: SupervisorId,
  isListed: boolean,
): Plan {
  const { name, description = null, objective = null, config = {} } = team.fields
  const members = team.members ?? []
  const fields = { supervisorId, name, description, objective, config }
  return {
    created: [{ id, ...fields, members, idempotencyHash: idempotencyHash({ ...fields, members }) }],
    changed: [],
    claims: [{ id, key: team.key, applied: appliedOf(team) }],
    ...{ added: [], updated: [], ended: [] },
    changes: isListed
      ? [
          describe(key, { key: team.key, name }, 'CREATE', {
            after: { name, description, objective, config },
            members: members.length,
          }),
        ]
      : [],
  }
}

function planTeam(key: string, team: WantedFleetTeam, was: PresentFleetTeam, members: readonly PresentMember[]): Plan {
  const { name, ...others } = team.fields
  const present = { name: was.name, description: was.description, objective: was.objective, config: was.config }
  const renamed = findDifference({ name }, present, was.applied)
  const updated = findDifference(others, present, was.applied)
  const of = { key: team.key, name }
  const applied = appliedOf(team)
  const isClaimed = was.fleetKey === team.key && isDeepStrictEqual(was.applied, applied)
  const staff = planMembers(key, team, was, members)
  const fields = { ...present, ...managed(team.fields) } as TeamFields // managed() only omits fields
  return {
    created: [],
    changed: renamed || updated ? [{ id: was.id, from: was, ...fields }] : [],
    claims: isClaimed ? [] : [{ id: was.id, key: team.key, applied }],
    ...staff,
    changes: [
      ...(was.fleetKey !== team.key ? [describe(key, of, 'ADOPT', { id: was.id })] : []),
      ...(renamed ? [describe(key, of, 'RENAME', { id: was.id, ...renamed })] : []),
      ...(updated ? [describe(key, of, 'UPDATE', { id: was.id, ...updated })] : []),
      ...staff.changes,
    ],
  }
}

/** Members by agent; null if they are not managed. */
function appliedOf({ fields, members }: WantedFleetTeam): JsonObject {
  const byAgent = members?.map(({ agentId, role, metadata }) => [agentId, { role, metadata }] as const)
  return managed({ ...fields, members: byAgent ? Object.fromEntries(byAgent) : null })
}

function describe(
  key: string,
  team: { readonly key: string; readonly name: string },
  kind: FleetChange['kind'],
  more: Partial<FleetChange>,
): FleetChange {
  return { ...noDetails, kind, object: 'TEAM', key, teamKey: team.key, name: team.name, ...more }
}
