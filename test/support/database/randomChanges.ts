import type { Database } from '../../../src/db/database.ts'
import { keepCounts } from '../../../src/events/createCountKeeper.ts'

/** Runs the job that keeps the counts until it has counted everything. */
export async function keepUntilCurrent(db: Database): Promise<void> {
  while ((await keepCounts(db)) !== 'current');
}

const pick = <T>(choices: readonly T[]): T => choices[Math.floor(Math.random() * choices.length)] as T // of a list that is not empty
const supervisor = `(SELECT id FROM supervisors ORDER BY random() LIMIT 1)`
const team = `(SELECT id FROM supervisor_teams ORDER BY random() LIMIT 1)`
const member = `(SELECT id FROM supervisor_team_members ORDER BY random() LIMIT 1)`
const status = `(ARRAY['ACTIVE', 'PAUSED', 'FAILED', 'ACTIVE', 'TERMINATED'])[1 + floor(random() * 5)]`

/** A random change of random rows, in SQL. The database refuses many of them. */
export function randomChange(agents: readonly string[]): string {
  const agent = `'${pick(agents)}'`
  const changes = [
    `INSERT INTO supervisors (name, parent_id) VALUES (gen_random_uuid(), ${supervisor})`,
    `INSERT INTO supervisors (name, parent_id) VALUES (gen_random_uuid(), ${supervisor})`,
    `INSERT INTO supervisor_teams (supervisor_id, name) VALUES (${supervisor}, gen_random_uuid())`,
    `INSERT INTO supervisor_team_members (team_id, agent_id) VALUES (${team}, ${agent})`,
    `INSERT INTO supervisor_team_members (team_id, agent_id) VALUES (${team}, ${agent})`,
    `UPDATE supervisors SET parent_id = ${supervisor} WHERE id = ${supervisor}`,
    `UPDATE supervisors SET parent_id = NULL WHERE id = ${supervisor} AND random() < 0.3`,
    `UPDATE supervisors SET status = ${status} WHERE id = ${supervisor}`,
    `UPDATE supervisor_teams SET supervisor_id = ${supervisor} WHERE id = ${team}`,
    `UPDATE supervisor_team_members SET team_id = ${team} WHERE id = ${member}`,
    `UPDATE supervisor_team_members SET agent_id = ${agent} WHERE id = ${member}`,
    `UPDATE supervisor_team_members SET left_at = CASE WHEN left_at IS NULL THEN joined_at END WHERE id = ${member}`,
    `DELETE FROM supervisor_teams WHERE id = ${team} AND random() < 0.3`,
    `DELETE FROM supervisors WHERE id = ${supervisor} AND random() < 0.5`,
  ]
  const first = pick(changes)
  return Math.random() < 0.3 ? `BEGIN; ${first}; ${pick(changes)}; COMMIT` : first
}
