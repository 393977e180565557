import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { withApi } from '../../support/api/withApi.ts'

const size = Number(process.env.CASCADE_SIZE ?? 1_000)

const api = withApi({ confirmAboveAgents: 1_000_000 })

afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const terminate = graphql(`
  mutation TerminateAll($id: ID!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE, reason: "closed" }) {
      __typename
      ... on TerminateSupervisorPayload {
        changed
        impact {
          supervisors
          teams
          activeMemberships
        }
      }
    }
  }
`)

/** A tree of `count` supervisors, up to 100 children each, with one team of five members per supervisor. */
async function givenFleet(count: number): Promise<string> {
  const rootId = randomUUID()
  await api.pool.query(
    `WITH ids AS (
       SELECT i, CASE i WHEN 0 THEN $1::uuid ELSE gen_random_uuid() END AS id FROM generate_series(0, $2::int - 1) AS i
     ), spawned AS (
       INSERT INTO supervisors (id, name, parent_id, status)
       SELECT ids.id, ids.id::text, above.id, 'ACTIVE' FROM ids LEFT JOIN ids above ON ids.i > 0 AND above.i = (ids.i - 1) / 100 ORDER BY ids.i
     ), teams AS (
       INSERT INTO supervisor_teams (supervisor_id, name) SELECT id, 'team' FROM ids RETURNING id
     )
     INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM teams, generate_series(1, 5)`,
    [rootId, count],
  )
  return rootId
}

test(`a cascade runs as many statements for ${size} supervisors with ${5 * size} members as for 10`, async () => {
  const counts: number[] = []
  for (const supervisors of [10, size]) {
    const members = 5 * supervisors
    const id = await givenFleet(supervisors)
    api.statements.length = 0
    const since = performance.now()
    expect((await api.data(terminate, { id })).terminateSupervisor).toEqual({
      __typename: 'TerminateSupervisorPayload',
      changed: true,
      impact: { supervisors, teams: supervisors, activeMemberships: members },
    })
    const ms = Math.round(performance.now() - since)
    counts.push(api.statements.length)
    console.info(
      `cascade: ${supervisors} supervisors, ${members} members: ${api.statements.length} statements, ${ms} ms`,
    )

    const { rows } = await api.pool.query(
      `SELECT e.type, count(*)::int AS count, count(DISTINCT e.reason)::int AS reasons, count(e.caused_by)::int AS caused,
         count(*) FILTER (WHERE c.supervisor_id = $1)::int AS "causedByTarget"
       FROM supervisor_events e LEFT JOIN supervisor_events c ON c.sequence = e.caused_by
       WHERE e.path @> ARRAY[$1::uuid] AND e.type IN ('SUPERVISOR_STATUS_CHANGED', 'MEMBER_LEFT') GROUP BY e.type ORDER BY e.type`,
      [id],
    )
    expect(rows).toEqual([
      { type: 'MEMBER_LEFT', count: members, reasons: 1, caused: members, causedByTarget: members },
      {
        type: 'SUPERVISOR_STATUS_CHANGED',
        count: supervisors,
        reasons: 1,
        caused: supervisors - 1,
        causedByTarget: supervisors - 1,
      },
    ])
  }
  expect(counts[1]).toBe(counts[0])
  // BEGIN, the hierarchy lock, the target, its subtree, the count of its members, the change, COMMIT
  expect(counts[0]).toBe(7)
})
