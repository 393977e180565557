import { createHash } from 'node:crypto'
import type { BulkTree } from './planBulkTree.ts'

/** INSERT statements for the supervisors with numbers from $1 (included) to $2 (excluded), their teams and members. */
export interface BulkStatements {
  supervisors: string
  teams: string
  members: string
  /** SQL expression for the id of supervisor 0. */
  rootId: string
}

/**
 * All values derive from the number of a row and the name of the run, so that batches are independent of each other. A
 * multiplicative (Fibonacci) hash of the number distributes statuses, heartbeats and roles.
 */
export function planBulkStatements(run: string, tree: BulkTree): BulkStatements {
  const { supervisors: total, teams, members, branching } = tree
  const each = teams * members
  // four agents for five memberships, but at least as many as a team has members, because they are different agents
  const agents = Math.max(members, Math.ceil((total * each * 4) / 5))

  // Ids increase with the number, as UUIDs of version 7 increase with time, so indexes grow at one end. With random ids a
  // large load takes about twice as long.
  const digest = (of: string) => createHash('sha256').update(of).digest('hex')
  const prefix = digest(run).slice(0, 4)
  const id = (kind: string, number: string) => {
    const rest = digest(`${run}/${kind}`)
    return `('${prefix}' || lpad(to_hex(${number}), 8, '0') || '8${rest.slice(0, 3)}a${rest.slice(3, 18)}')::uuid`
  }
  const dice = (number: string) => `(${number})::bigint * 2654435761 % 4294967296 / 42949673`
  const age = (number: string) => `interval '90 days' * (1 - (${number}) / ${total}::float8)`
  const isLeaf = (number: string) => `(${number})::bigint * ${branching} + 1 >= ${total}`
  const isTerminated = (number: string) =>
    `${isLeaf(number)} AND ${number} > ${branching} AND ${dice(number)} BETWEEN 7 AND 11`

  return {
    rootId: id('supervisor', '0'),
    supervisors: `
      INSERT INTO supervisors (
        id, parent_id, name, description, status, status_reason, config, created_at, updated_at, status_changed_at,
        last_heartbeat, heartbeat_sequence, health_metrics
      )
      SELECT
        ${id('supervisor', 'i')},
        CASE WHEN i > 0 THEN ${id('supervisor', `(i - 1) / ${branching}`)} END,
        CASE WHEN i = 0 THEN '${run}' ELSE ${pick(NAMES, 'i')} || '-' || i END,
        'Supervisor ' || i || ' of ${run}',
        status,
        CASE status WHEN 'PAUSED' THEN 'paused by an operator' WHEN 'FAILED' THEN 'heartbeat timeout'
          WHEN 'TERMINATED' THEN 'finished' END,
        jsonb_build_object('model', ${pick(MODELS, 'dice')}, 'heartbeat_interval', ${pick(INTERVALS, 'dice')}),
        at - age,
        changed_at,
        changed_at,
        CASE WHEN status IN ('PAUSED', 'FAILED', 'TERMINATED') THEN changed_at
          WHEN status = 'SPAWNING' OR dice = 90 THEN NULL
          WHEN dice IN (91, 92) THEN at - interval '20 minutes'
          WHEN dice > 95 THEN at - interval '1 second' * ${pick(INTERVALS, 'dice')} * 1.5
          ELSE at - interval '1 second' * (dice / 10.0) END,
        CASE WHEN status <> 'SPAWNING' AND dice <> 90 THEN extract(epoch FROM age)::bigint / 60 END,
        CASE WHEN status = 'SPAWNING' OR dice = 90 THEN '{}'
          ELSE jsonb_build_object('cpu', dice / 100.0, 'queue_depth', i % 41, 'tasks_done', i % 9973) END
      FROM (
        SELECT *, CASE status WHEN 'SPAWNING' THEN at - least(age, interval '40 seconds') ELSE at - age / 2 END AS changed_at
        FROM (
          SELECT i, timezone('utc', now()) AS at, ${age('i')} AS age, ${dice('i')} AS dice,
            CASE WHEN i <= ${branching} THEN 'ACTIVE'
              WHEN ${isTerminated('i')} THEN 'TERMINATED'
              WHEN ${isLeaf('i')} AND ${dice('i')} BETWEEN 4 AND 6 THEN 'SPAWNING'
              WHEN ${dice('i')} < 2 THEN 'PAUSED'
              WHEN ${dice('i')} < 4 THEN 'FAILED'
              ELSE 'ACTIVE' END AS status
          FROM generate_series($1::integer, $2::integer - 1) AS i
        ) AS mixed
      ) AS timed`,
    teams: `
      INSERT INTO supervisor_teams (id, supervisor_id, name, objective, created_at, updated_at)
      SELECT ${id('team', `i::bigint * ${teams} + t`)}, ${id('supervisor', 'i')},
        ${pick(TEAMS, 't')} || CASE WHEN t < ${TEAMS.length} THEN '' ELSE '-' || t / ${TEAMS.length} + 1 END,
        'Keep the queue of supervisor ' || i || ' below ' || 10 + i % 90 || ' tasks.',
        created_at, created_at
      FROM generate_series($1::integer, $2::integer - 1) AS i
      CROSS JOIN generate_series(0, ${teams - 1}) AS t
      CROSS JOIN LATERAL (SELECT timezone('utc', now()) - ${age('i')} AS created_at) AS of_supervisor`,
    members: `
      INSERT INTO supervisor_team_members (id, team_id, agent_id, role, joined_at, left_at)
      SELECT ${id('member', 'm')}, ${id('team', `m / ${members}`)}, ${id('agent', `m % ${agents}`)},
        CASE WHEN m % ${members} = 0 THEN 'LEAD' ELSE ${pick(ROLES, 'dice')} END,
        at - age * (0.55 + dice / 250::float8),
        CASE WHEN dice < 6 OR ${isTerminated('i')} THEN at - age / 2 END
      FROM generate_series($1::bigint * ${each}, $2::bigint * ${each} - 1) AS m
      CROSS JOIN LATERAL (SELECT m / ${each} AS i, timezone('utc', now()) AS at, ${dice('m')} AS dice) AS mixed
      CROSS JOIN LATERAL (SELECT ${age('i')} AS age) AS aged`,
  }
}

const NAMES = (
  'planner indexer reviewer router auditor crawler builder patcher triager watcher translator summariser scheduler ' +
  'verifier migrator forecaster'
).split(' ')
const MODELS = ['orion-mini', 'orion-large', 'orion-mini', 'lyra-code']
const INTERVALS = [30, 300, 60, 300, 120]
const TEAMS = ['delivery', 'review', 'on-call', 'research', 'quality']
const ROLES = ['ENGINEER', 'MEMBER', 'REVIEWER', 'MEMBER', 'TRIAGER', 'ANALYST', 'RED_TEAMER']

function pick(choices: readonly (string | number)[], number: string): string {
  const literals = choices.map((choice) => (typeof choice === 'string' ? `'${choice}'` : choice))
  return `(ARRAY[${literals.join(', ')}])[1 + (${number}) % ${choices.length}]`
}
