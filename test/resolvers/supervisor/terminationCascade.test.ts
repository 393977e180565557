import { afterEach, expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { givenFleet } from '../../support/database/givenFleet.ts'
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

test(`a cascade runs as many statements for ${size} supervisors with ${5 * size} members as for 10`, async () => {
  const counts: number[] = []
  for (const supervisors of [10, size]) {
    const members = 5 * supervisors
    const id = await givenFleet(api.pool, supervisors)
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
