import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { clearHierarchy } from '../support/database/clearHierarchy.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { expectViolations, LOCK_OFF } from '../support/database/guardOff.ts'
import { inTransaction, race, ROUNDS } from '../support/database/race.ts'
import { withServers } from '../support/process/serverProcess.ts'
import {
  addMember,
  createTeam,
  type RaceServers,
  removeMember,
  run,
  type Scenario,
  setUp,
  beforeOrAfterServers,
  spawn,
  terminate,
} from '../support/process/serverRace.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const LIVE_BELOW_TERMINATED = '23514 supervisors_live_below_terminated'

const scenarios: Scenario[] = [
  {
    name: 'spawns below a supervisor that another server terminates with its subtree',
    results: ['created', 'ParentUnavailableError', 'TerminateSupervisorPayload'],
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t]')
      const places = ['p', 'q', 'r', 's', 'r', 'q']
      return [
        terminate(one, id('p')),
        ...places.map((place, i) => spawn(i % 3 === 2 ? one : two, { name: `late ${i}`, parentId: id(place) })),
      ]
    },
  },
  {
    name: 'members added to a team of a supervisor that another server terminates with its subtree',
    results: ['AddTeamMemberPayload', 'ParentUnavailableError', 'TerminateSupervisorPayload'],
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > p > q')
      const { rows } = await db.pool.query<{ id: string }>(
        `INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team') RETURNING id`,
        [id('q')],
      )
      const teamId = rows[0]?.id ?? ''
      return [terminate(one, id('p')), ...[two, one, two, two, one, two].map((server) => addMember(server, teamId))]
    },
  },
  {
    name: 'teams with members created below a supervisor that another server terminates with its subtree',
    results: ['CreateTeamPayload', 'ParentUnavailableError', 'TerminateSupervisorPayload'],
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t]')
      const places = ['p', 'q', 'r', 's', 'r', 'q']
      return [
        terminate(one, id('p')),
        ...places.map((place, i) => createTeam(i % 3 === 2 ? one : two, id(place), `late ${i}`)),
      ]
    },
  },
  {
    name: 'a move that bypasses the servers below a supervisor that a server terminates with its subtree',
    results: ['ok', LIVE_BELOW_TERMINATED, 'TerminateSupervisorPayload'],
    round: async ({ db, one, session }) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t > u]')
      const move = inTransaction(session, ['UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('t'), id('q')]])
      return [terminate(one, id('p')), beforeOrAfterServers(move)]
    },
  },
]

describe('racing servers keep the hierarchy sound with', () => {
  const db = withDatabase()
  const servers = withServers()
  let racing: RaceServers
  beforeAll(async () => {
    racing = await setUp(db, servers)
  })

  for (const scenario of scenarios) {
    test(scenario.name, { timeout: 10_000 + ROUNDS * 500 }, async () => {
      const { violations, waited, results } = await run(racing, scenario.name, scenario, ROUNDS)

      expect(violations).toEqual([])
      expect(waited).toBeGreaterThanOrEqual(ROUNDS / 5)
      expect(scenario.results).toEqual(expect.arrayContaining(Object.keys(results)))
      expect(results.TerminateSupervisorPayload).toBe(ROUNDS)
      expect(Object.keys(results)).toEqual(expect.arrayContaining([...scenario.results]))
    })
  }

  test(
    'members that are removed while their supervisor is terminated, who leave once',
    { timeout: 10_000 + ROUNDS * 500 },
    async () => {
      const { violations, results } = await race(db, {
        name: 'servers: members removed from a team of a supervisor that another server terminates',
        rounds: ROUNDS,
        round: async () => {
          await clearHierarchy(db.pool)
          const id = await givenTree(db.pool, 'root > p')
          const { rows } = await db.pool.query<{ id: string }>(
            `WITH t AS (INSERT INTO supervisor_teams (supervisor_id, name) VALUES ($1, 'team') RETURNING id)
           INSERT INTO supervisor_team_members (team_id, agent_id) SELECT id, gen_random_uuid() FROM t, generate_series(1, 3) RETURNING id`,
            [id('p')],
          )
          const removals = rows.flatMap((row) => [removeMember(racing.one, row.id), removeMember(racing.two, row.id)])
          return [terminate(racing.one, id('p')), ...removals]
        },
      })
      expect(violations).toEqual([])
      expect(results).toEqual({ TerminateSupervisorPayload: ROUNDS, RemoveTeamMemberPayload: 6 * ROUNDS })
      // only one mutation ended each membership: a second change would have increased the version again
      const { rows } = await db.pool.query('SELECT FROM supervisor_team_members WHERE left_at IS NULL OR version <> 2')
      expect(rows).toEqual([])
    },
  )

  test(
    'spawns with the same id on two servers, one of which creates the supervisor',
    { timeout: 10_000 + ROUNDS * 500 },
    async () => {
      const outcomes = await race(db, {
        name: 'servers: spawns with one id, with the same and with another input',
        rounds: ROUNDS,
        round: async () => {
          await clearHierarchy(db.pool)
          const id = await givenTree(db.pool, 'root > p')
          const chosen = randomUUID()
          const same = { id: chosen, name: 'one', parentId: id('p') }
          return [
            spawn(racing.one, same),
            spawn(racing.two, same),
            spawn(racing.one, same),
            spawn(racing.two, { ...same, parentId: id('root') }),
            // blocks the spawns until all wait for the lock
            inTransaction(racing.session, ['SELECT lock_hierarchy(true)']),
          ]
        },
      })
      expect(outcomes.violations).toEqual([])
      expect(outcomes.waited).toBeGreaterThanOrEqual(ROUNDS / 5)
      const { created, 'existed already': again = 0, ConflictError: conflicts = 0, ...others } = outcomes.results
      expect(others).toEqual({ ok: ROUNDS })
      expect(created).toBe(ROUNDS)
      // if the spawn with the other parent came first, the three others conflict
      expect(again + conflicts).toBe(3 * ROUNDS)
      expect(again).toBeGreaterThan(0)
    },
  )
})

describe('without the hierarchy lock, the race causes violations with', () => {
  const db = withDatabase()
  const servers = withServers()
  let racing: RaceServers
  beforeAll(async () => {
    racing = await setUp(db, servers)
    await db.pool.query(LOCK_OFF)
  })

  for (const scenario of scenarios) {
    test(scenario.name, async () => {
      // Other checks refuse most conflicts: two servers must overlap within the milliseconds before a COMMIT.
      await expectViolations(() => run(racing, `${scenario.name} (no lock)`, scenario, 4), { atMost: 100 })
    })
  }
})
