import sql, { type Sql } from 'sql-template-tag'
import type { FleetComparison, GivenFingerprint, UnlistedSupervisor } from '../../domain/fleet/fleetComparison.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import type { Tx } from '../treeTransaction.ts'
import type { FleetOwnership } from './fleetWrites.ts'
import { isWithin } from './fragments/subtree.ts'

/**
 * Compares the live supervisors of a fleet with fingerprints, in one statement. A supervisor is equal if its fingerprint is that of
 * the last apply, and all values that the apply set are still there. These are its own values, its teams, and their members.
 */
export async function compareFleet(
  tx: Tx,
  { scope, fleet, within }: FleetOwnership & { readonly within: SupervisorId | null },
  fingerprints: readonly GivenFingerprint[],
): Promise<FleetComparison> {
  const keys = fingerprints.map(({ key }) => key)
  const texts = fingerprints.map(({ fingerprint }) => fingerprint)
  const rows = await tx.query<{ n: number } & ({ id: null } | UnlistedSupervisor)>(
    sql`SELECT coalesce(given.n::int, 0) AS n, s.id, s.key, s.name, s.status
      FROM unnest(${keys}::text[], ${texts}::text[]) WITH ORDINALITY AS given (key, fingerprint, n)
      FULL JOIN (SELECT s.*, f.scope, f.fleet, f.key, f.applied FROM fleet_supervisors f JOIN supervisors s ON s.id = f.supervisor_id
        WHERE f.scope = ${scope} AND f.fleet = ${fleet} AND s.status <> 'TERMINATED' AND ${isWithin(within)}) s ON s.key = given.key
      WHERE CASE WHEN given.n IS NULL OR s.id IS NULL OR s.applied ->> 'fingerprint' IS DISTINCT FROM given.fingerprint THEN true
        ELSE NOT ${isAsApplied(sql`s.applied`, presentSupervisor)} END
      ORDER BY given.n, s.key`,
  )
  const keyOf = ({ n }: { readonly n: number }): string => fingerprints[n - 1]?.given ?? ''
  return {
    missing: rows.filter(({ n, id }) => n > 0 && id === null).map(keyOf),
    different: rows.filter(({ n, id }) => n > 0 && id !== null).map(keyOf),
    unlisted: rows.flatMap((row) => (row.n === 0 && row.id !== null ? row : [])),
  }
}

/**
 * Condition: each key of `applied` has the same value in `present`, which `||` would replace otherwise. `OFFSET 0` makes PostgreSQL
 * compute `present` once.
 */
function isAsApplied(applied: Sql, present: Sql): Sql {
  return sql`(SELECT present || ${applied} = present FROM (SELECT ${present} AS present OFFSET 0) _)`
}

const presentMembers = sql`CASE WHEN ft.applied -> 'members' <> 'null' THEN (
  SELECT coalesce(jsonb_object_agg(m.agent_id, jsonb_build_object('role', m.role, 'metadata', m.metadata)), '{}')
  FROM supervisor_team_members m WHERE m.team_id = t.id AND m.left_at IS NULL) END`
const presentTeam = sql`jsonb_build_object('name', t.name, 'description', t.description, 'objective', t.objective,
  'config', t.config, 'members', ${presentMembers})`
/** An object with the keys of the fleet's teams; null if one of them has changed. Earlier servers do not record `members`. */
const unchangedTeams = sql`(SELECT CASE WHEN bool_and(ft.applied ? 'members' AND ${isAsApplied(sql`ft.applied`, presentTeam)}) IS NOT FALSE
    THEN coalesce(jsonb_object_agg(ft.key, true), '{}') END
  FROM supervisor_teams t JOIN fleet_teams ft ON ft.team_id = t.id WHERE t.supervisor_id = s.id)`
/** A supervisor at the top of a fleet has no parent key, even if its parent belongs to the fleet. */
const parentKey = sql`CASE WHEN s.applied ->> 'parentKey' IS NOT NULL THEN (
  SELECT CASE WHEN p.scope = s.scope AND p.fleet = s.fleet THEN p.key END FROM fleet_supervisors p WHERE p.supervisor_id = s.parent_id) END`
const presentSupervisor = sql`jsonb_build_object('name', s.name, 'description', s.description, 'config', s.config,
  'policyVersionId', s.policy_version_id, 'parentId', s.parent_id, 'parentKey', ${parentKey}, 'teams', ${unchangedTeams},
  'fingerprint', given.fingerprint)`
