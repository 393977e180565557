import { beforeAll, describe, expect, test } from 'vitest'
import { clearHierarchy } from '../support/clearHierarchy.ts'
import { givenMember, givenTeam } from '../support/givenRow.ts'
import { givenTree } from '../support/givenTree.ts'
import { inTransaction, race, ROUNDS } from '../support/race.ts'
import { withServers } from '../support/serverProcess.ts'
import {
  addMember,
  confirm,
  fetchImpactToken,
  move,
  type Party,
  rename,
  run,
  type Scenario,
  setUp,
  sometime,
  spawn,
  terminate,
  transfer,
} from '../support/serverRace.ts'
import { withDatabase } from '../support/withDatabase.ts'

const CYCLE = '23514 supervisors_no_cycle'
const LIVE_BELOW_TERMINATED = '23514 supervisors_live_below_terminated'
const LOCK_OFF = `CREATE OR REPLACE FUNCTION lock_hierarchy(exclusive boolean) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'`

interface Race extends Scenario {
  /** What keeps it sound: without it, violations must show. */
  readonly guardOff: string
}

const scenarios: Race[] = [
  {
    name: 'two moves that would close a cycle of two',
    results: ['MoveSupervisorPayload', 'CycleError'],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > [a > a1 > a2, b > b1 > b2]')
      return [move(one, id('a'), id('b2')), move(two, id('b'), id('a2'))]
    },
  },
  {
    name: 'four moves that would close a cycle of four',
    results: ['MoveSupervisorPayload', 'CycleError'],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'a, b, c, d')
      const ring = ['a', 'b', 'c', 'd']
      return ring.map((name, i) => move(i % 2 ? one : two, id(name), id(ring[(i + 1) % ring.length] ?? '')))
    },
  },
  {
    name: 'moves out of and into a subtree that another server terminates',
    results: [
      'MoveSupervisorPayload',
      'InvalidTransitionError',
      'ParentUnavailableError',
      'CycleError',
      'TerminateSupervisorPayload',
    ],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s > t, u], outside > v, w]')
      return [
        terminate(one, id('p')),
        move(two, id('q'), id('outside')),
        move(one, id('t'), null),
        move(two, id('v'), id('u')),
        move(two, id('w'), id('s')),
      ]
    },
  },
  {
    name: 'raw moves against those of servers, which would close cycles',
    results: ['MoveSupervisorPayload', 'CycleError', 'ok', CYCLE],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two, session }) => {
      const id = await givenTree(db.pool, 'a > a1, b > b1, c > c1')
      const raw = inTransaction(session, ['UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('b1')]])
      return [sometime(raw), move(one, id('b'), id('c1')), move(two, id('c'), id('a1'))]
    },
  },
  {
    name: 'a raw spawn below a supervisor that a server terminates with its subtree',
    results: ['TerminateSupervisorPayload', 'ok', LIVE_BELOW_TERMINATED],
    guardOff: LOCK_OFF,
    round: async ({ db, one, session }) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t]')
      const insert = `INSERT INTO supervisors (name, parent_id) VALUES ('late', $1)`
      return [terminate(one, id('p')), sometime(inTransaction(session, [insert, [id('r')]]))]
    },
  },
  {
    name: 'two confirmations with one token, while members are added',
    results: [
      'terminated',
      'over already',
      'ConfirmationRequiredError',
      'AddTeamMemberPayload',
      'ParentUnavailableError',
    ],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > p > q')
      const team = await givenTeam(db.pool, id('q'), 'team')
      await db.pool.query(
        `INSERT INTO supervisor_team_members (team_id, agent_id) SELECT $1, gen_random_uuid() FROM generate_series(1, 11)`,
        [team],
      )
      const token = await fetchImpactToken(one, id('p'))
      return [confirm(one, id('p'), token), confirm(two, id('p'), token), addMember(one, team), addMember(two, team)]
    },
  },
  {
    name: 'a rename against spawns of the same name',
    results: ['UpdateSupervisorPayload', 'created', 'NameTakenError'],
    guardOff: 'DROP INDEX supervisors_live_name_key',
    round: async ({ db, one, two, session }) => {
      const id = await givenTree(db.pool, 'root > [a, b]')
      const twin = { name: 'twin', parentId: id('root') }
      return [
        rename(one, id('a'), 'twin'),
        spawn(two, twin),
        rename(two, id('b'), 'twin'),
        spawn(one, twin),
        // holds the spawns back until the renames are there, half of the time
        ...(Math.random() < 0.5 ? [inTransaction(session, ['SELECT lock_hierarchy(true)'])] : []),
      ]
    },
  },
]

describe('servers racing leave the hierarchy sound', () => {
  const db = withDatabase()
  const servers = withServers()
  let party: Party
  beforeAll(async () => {
    party = await setUp(db, servers)
  })

  for (const scenario of scenarios) {
    test(scenario.name, { timeout: 10_000 + ROUNDS * 500 }, async () => {
      const { violations, waited, results } = await run(party, scenario.name, scenario, ROUNDS)
      expect(violations).toEqual([])
      expect(waited).toBeGreaterThanOrEqual(ROUNDS / 5)
      expect([...scenario.results, 'ok']).toEqual(expect.arrayContaining(Object.keys(results)))
      expect(Object.keys(results).length).toBeGreaterThan(1) // some won, and some were refused
    })
  }

  test('of transfers of one membership, on two servers, one is made', { timeout: 10_000 + ROUNDS * 500 }, async () => {
    const { violations, waited, results } = await race(db, {
      name: 'servers: transfers of one membership to two teams',
      rounds: ROUNDS,
      round: async () => {
        await clearHierarchy(db.pool)
        const id = await givenTree(db.pool, 'root > [p, q, r]')
        const [from, first, second] = await Promise.all(
          ['p', 'q', 'r'].map((name) => givenTeam(db.pool, id(name), name)),
        )
        const member = await givenMember(db.pool, from ?? '', id('root'))
        return [
          transfer(party.one, member, first ?? ''),
          transfer(party.two, member, second ?? ''),
          transfer(party.two, member, first ?? ''),
          // holds them all back until they are there
          inTransaction(party.session, ['SELECT lock_hierarchy(true)']),
        ]
      },
    })
    expect(violations).toEqual([])
    expect(waited).toBeGreaterThanOrEqual(ROUNDS / 5)
    expect(results).toEqual({ ok: ROUNDS, TransferTeamMemberPayload: ROUNDS, NotFoundError: 2 * ROUNDS })
    const { rows } = await db.pool.query(
      'SELECT count(*)::int AS active FROM supervisor_team_members WHERE left_at IS NULL',
    )
    expect(rows).toEqual([{ active: 1 }])
  })
})

describe('once its guard is off, the race shows violations', () => {
  for (const scenario of scenarios) {
    describe('of a database of its own', () => {
      const db = withDatabase()
      const servers = withServers()
      test(scenario.name, async () => {
        const party = await setUp(db, servers)
        await db.pool.query(scenario.guardOff)
        const seen: unknown[] = []
        // PostgreSQL refuses most of them even so: two servers must meet within the milliseconds before a COMMIT
        for (let batch = 1; batch <= 20 && seen.length === 0; batch++) {
          const { violations } = await run(party, `${scenario.name} (guard off)`, scenario, 20)
          seen.push(...violations)
        }
        expect(seen).not.toEqual([])
      })
    })
  }
})
