import { ValidationError } from '../errors.ts'
import type { SupervisorId, TeamId } from '../glossary.ts'
import { groupBy } from '../groupBy.ts'
import { isLive } from '../lifecycle.ts'
import { placeKey } from '../names.ts'
import type { Viewer } from '../viewer.ts'
import type { FleetChange } from './fleetChange.ts'
import { findRemoved, owns, type FleetMatch } from './matchFleet.ts'
import { assertPlaces, takesPlace, type Surroundings } from './planPlaces.ts'
import {
  describeRemoval,
  planSupervisor,
  type SupervisorClaim,
  type SupervisorToChange,
  type SupervisorToCreate,
} from './planSupervisors.ts'
import { planTeams, type TeamsPlan } from './planTeams.ts'
import type { PresentFleetSupervisor, PresentFleetTeam, PresentMember } from './presentFleet.ts'
import type { WantedFleet } from './wantedFleet.ts'

/** Everything that the plan of a fleet depends on. */
export interface PresentFleet extends Surroundings {
  /** All teams of the existing supervisors whose teams are managed, and the teams with wanted ids. */
  readonly teams: readonly PresentFleetTeam[]
  readonly members: readonly PresentMember[]
}

/** What to write, in this order: no step breaks a rule that the steps after it would repair. */
export interface FleetPlan {
  /** Terminated first, so that their names are free. All of their live children are terminated too. */
  readonly terminatedFirst: readonly PresentFleetSupervisor[]
  /** Supervisors whose present name another one gets: they have a temporary name in between. */
  readonly freed: readonly PresentFleetSupervisor[]
  readonly created: readonly SupervisorToCreate[]
  readonly changed: readonly SupervisorToChange[]
  /** Terminated after their children have moved away. */
  readonly terminatedLast: readonly PresentFleetSupervisor[]
  readonly claims: readonly SupervisorClaim[]
  /** Supervisors that are TERMINATED, and that the fleet no longer names. */
  readonly released: readonly SupervisorId[]
  readonly staff: Omit<TeamsPlan, 'changes'>
  readonly freedTeams: readonly PresentFleetTeam[]
  readonly changes: readonly FleetChange[]
}

/**
 * Plans the changes that make a fleet as it is wanted: the same plan for a dry run and for the change itself.
 * @throws every error of `assertNotListed`, `assertPlaces` and `planTeams`
 */
export function planFleet(
  wanted: WantedFleet,
  matches: readonly FleetMatch[],
  present: PresentFleet,
  viewer: Viewer,
  newId: () => TeamId,
): FleetPlan {
  const ofRemovedKeys = findRemoved(wanted, present.supervisors, viewer)
  const removed = ofRemovedKeys.filter(({ status }) => isLive(status))
  assertNotListed(wanted, matches, removed)
  assertPlaces(wanted, matches, removed, present, viewer)

  const teamsOf = groupBy(present.teams, ({ supervisorId }) => supervisorId)
  const membersOf = groupBy(present.members, ({ teamId }) => teamId)
  const teamsById = new Map(present.teams.map((each) => [each.id, each]))
  const planned = matches.map((match) => {
    const staff = planTeams(
      match,
      { teams: teamsOf.get(match.id) ?? [], teamsById, membersOf: (id) => membersOf.get(id) ?? [] },
      { prune: wanted.pruneTeams, viewer, newId },
    )
    const isOwned = match.present !== null && owns(wanted, viewer, match.present)
    const members = staff.created.reduce((sum, team) => sum + team.members.length, 0)
    return { staff, ...planSupervisor(match, isOwned, { teams: staff.created.length, members }) }
  })
  const staff = planned.map((each) => each.staff)
  const changed = planned.flatMap(({ change }) => change ?? [])
  const first = terminableFirst(removed, present)
  const terminatedLast = removed.filter(({ id }) => !first.has(id))
  return {
    terminatedFirst: removed.filter(({ id }) => first.has(id)),
    freed: findFreed(matches, [...changed.map(({ from }) => from), ...terminatedLast]),
    created: planned.flatMap(({ create }) => create ?? []),
    changed,
    terminatedLast,
    claims: planned.flatMap(({ claim }) => claim ?? []),
    released: ofRemovedKeys.map(({ id }) => id),
    staff: {
      created: staff.flatMap(({ created }) => created),
      changed: staff.flatMap((each) => each.changed),
      deleted: staff.flatMap(({ deleted }) => deleted),
      unlisted: staff.flatMap(({ unlisted }) => unlisted),
      claims: staff.flatMap(({ claims }) => claims),
      added: staff.flatMap(({ added }) => added),
      updated: staff.flatMap(({ updated }) => updated),
      ended: staff.flatMap(({ ended }) => ended),
    },
    freedTeams: staff.flatMap((each) => {
      const names = new Set(each.changed.map(({ name }) => name))
      return each.changed.flatMap(({ from, name }) => (from.name !== name && names.has(from.name) ? from : []))
    }),
    changes: [
      ...planned.flatMap(({ changes, staff: { changes: ofTeams } }) => [...changes, ...ofTeams]),
      ...deepestFirst(removed).map(describeRemoval),
    ],
  }
}

function deepestFirst(supervisors: readonly PresentFleetSupervisor[]): PresentFleetSupervisor[] {
  return [...supervisors].sort(
    (a, b) => b.path.length - a.path.length || ((a.fleetKey ?? '') < (b.fleetKey ?? '') ? -1 : 1),
  )
}

/** The removed supervisors whose live children are removed too, at every level. */
function terminableFirst(
  removed: readonly PresentFleetSupervisor[],
  { children }: Surroundings,
): ReadonlySet<SupervisorId> {
  const first = new Set<SupervisorId>()
  const childrenOf = groupBy(children, ({ parentId }) => parentId)
  for (const { id } of deepestFirst(removed))
    if ((childrenOf.get(id) ?? []).every((child) => first.has(child.id))) first.add(id)
  return first
}

/** The supervisors that give up a place which another one takes before that. */
function findFreed(
  matches: readonly FleetMatch[],
  leaving: readonly PresentFleetSupervisor[],
): PresentFleetSupervisor[] {
  const taken = new Map(
    matches.filter(takesPlace).map(({ id, parentId, wanted }) => [placeKey(parentId ?? null, wanted.fields.name), id]),
  )
  return leaving.filter(({ id, parentId, name }) => {
    const taker = taken.get(placeKey(parentId, name))
    return taker !== undefined && taker !== id
  })
}

/** @throws {ValidationError} if a supervisor to remove is also listed, under the key that it gets */
function assertNotListed(
  wanted: WantedFleet,
  matches: readonly FleetMatch[],
  removed: readonly PresentFleetSupervisor[],
): void {
  const listed = new Map(matches.map(({ id, wanted: { key } }) => [id, key]))
  for (const { id, fleetKey } of removed) {
    const key = listed.get(id)
    if (key === undefined) continue
    const index = wanted.removed.indexOf(fleetKey ?? '')
    throw new ValidationError(
      ['input', 'remove', String(index)],
      `expected a supervisor that the request does not list, got the supervisor that is listed as ${JSON.stringify(key)}.`,
    )
  }
}
