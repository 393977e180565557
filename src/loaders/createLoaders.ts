import { fetchSubtreeCounts } from '../db/queries/counts.ts'
import { fetchEventPlaces, fetchHorizon } from '../db/queries/events.ts'
import { fetchFleetOwners, fetchTeamOwners } from '../db/queries/fleets.ts'
import { fetchBlockers, fetchHealth } from '../db/queries/health.ts'
import { eventList, eventsOfSupervisor } from '../db/queries/lists/eventLists.ts'
import { membershipsOfAgent, membersOfTeam } from '../db/queries/lists/membershipLists.ts'
import { childList, descendantList, supervisorList } from '../db/queries/lists/supervisorLists.ts'
import { teamsOfSupervisor } from '../db/queries/lists/teamLists.ts'
import { tokenList } from '../db/queries/lists/tokenLists.ts'
import { fetchMembershipPaths, fetchMemberships } from '../db/queries/memberships.ts'
import { fetchMaxLevel } from '../db/queries/settings.ts'
import { fetchSupervisors } from '../db/queries/supervisors.ts'
import { fetchTeamPaths, fetchTeams } from '../db/queries/teams.ts'
import { fetchTokens } from '../db/queries/tokens.ts'
import type { LoaderOptions } from './batchLoader.ts'
import { byId, connection, counts, scanned, singleValue } from './loaderKinds.ts'

export type SharedLoaders = ReturnType<typeof createLoaders>

/** Creates all loaders, once for the process. A loader is one line: its name is its key, also in metrics and errors. */
export function createLoaders(options: LoaderOptions) {
  return nameEach(options, {
    supervisorById: byId(async (...batch) => indexById(await fetchSupervisors(...batch))),
    teamById: byId(async (...batch) => indexById(await fetchTeams(...batch))),
    membershipById: byId(async (...batch) => indexById(await fetchMemberships(...batch))),
    tokenById: byId(async (db, ids) => indexById(await fetchTokens(db, ids))),
    /** The path of the supervisor of a team or membership. */
    pathOfTeam: byId(fetchTeamPaths),
    pathOfMembership: byId(fetchMembershipPaths),
    healthOf: byId(async (db, ids) => indexById(await fetchHealth(db, ids))),
    /** The nearest PAUSED or FAILED ancestor of a supervisor. */
    blockerOf: byId(fetchBlockers),
    /** The fleet that owns a supervisor. */
    fleetOf: byId(async (db, ids) => indexById(await fetchFleetOwners(db, ids))),
    fleetOfTeam: byId(async (db, ids) => indexById(await fetchTeamOwners(db, ids))),
    /** The deepest level that a supervisor can have: the same for all supervisors. */
    maxLevel: singleValue(fetchMaxLevel),
    /** The horizon of the event log; '0' if the log is empty. */
    eventHorizon: singleValue(fetchHorizon),
    /** The paths of an event, by its sequence. */
    eventPlace: byId(fetchEventPlaces),

    subtreeCounts: counts(fetchSubtreeCounts),

    supervisors: scanned(supervisorList),
    children: connection(childList),
    descendants: connection(descendantList),
    teams: connection(teamsOfSupervisor),
    members: connection(membersOfTeam),
    memberships: connection(membershipsOfAgent),
    events: scanned(eventList),
    eventsOfSupervisor: scanned(eventsOfSupervisor),
    tokens: connection(tokenList),
  })
}

function indexById<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Creates each loader under the name that it has in `kinds`. */
function nameEach<Kinds extends Record<string, (name: string, options: LoaderOptions) => unknown>>(
  options: LoaderOptions,
  kinds: Kinds,
): { readonly [Name in keyof Kinds]: ReturnType<Kinds[Name]> } {
  const loaders = Object.entries(kinds).map(([name, create]) => [name, create(name, options)])
  // each under its own name, which fromEntries does not type
  return Object.fromEntries(loaders) as { readonly [Name in keyof Kinds]: ReturnType<Kinds[Name]> }
}
