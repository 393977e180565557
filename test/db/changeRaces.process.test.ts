import { beforeAll, describe, test } from 'vitest'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { expectViolations, LOCK_OFF } from '../support/database/guardOff.ts'
import { inTransaction, ROUNDS } from '../support/database/race.ts'
import { withServers } from '../support/process/serverProcess.ts'
import {
  addMember,
  confirm,
  expectSound,
  fetchImpactToken,
  move,
  type RaceServers,
  rename,
  run,
  type Scenario,
  setUp,
  beforeOrAfterServers,
  spawn,
  terminate,
} from '../support/process/serverRace.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const CYCLE = '23514 supervisors_no_cycle'
const LIVE_BELOW_TERMINATED = '23514 supervisors_live_below_terminated'

interface Race extends Scenario {
  /** SQL that disables the guard of the scenario. Without the guard, the race must cause violations. */
  readonly guardOff: string
}

/** Supervisors moved out of the subtree in time are live, and those moved into it are terminated with it. */
const judgeMoves: Scenario['judge'] = async ([, ...answers], { db }) => {
  const { rows } = await db.pool.query<{ name: string; status: string }>('SELECT name, status FROM supervisors')
  const isLive = (name: string): boolean => rows.some((row) => row.name === name && row.status !== 'TERMINATED')
  const [q, t, v, w] = answers.map((answer) => answer === 'MoveSupervisorPayload')
  const sound = {
    q: isLive('q') === q,
    t: isLive('t') === t,
    v: isLive('v') === (!v || isLive('u')), // u is below t
    w: isLive('w') === !w,
  }
  const wrong = Object.entries(sound).filter(([, isSound]) => !isSound)
  return wrong.map(([name]) => `${name} is ${isLive(name) ? 'live' : 'terminated'} after ${answers.join(', ')}`)
}

/** One confirmation terminates, unless members were added after the token was created. Then neither does. */
const judgeConfirmations: Scenario['judge'] = ([one = '', two = '', ...others]) => {
  const outdated = others.includes('AddTeamMemberPayload')
  const expected = outdated ? 'ConfirmationRequiredError, ConfirmationRequiredError' : 'terminated, terminated already'
  const results = [one, two].toSorted().join(', ')
  return Promise.resolve(results === expected ? [] : [`${results}, with ${outdated ? '' : 'no '}members added`])
}

const scenarios: Race[] = [
  {
    name: 'two moves that would close a cycle of two',
    results: ['MoveSupervisorPayload', 'CycleError'],
    counts: [
      { of: ['MoveSupervisorPayload'], perRound: 1 },
      { of: ['CycleError'], perRound: 1 },
    ],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two }) => {
      const id = await givenTree(db.pool, 'root > [a > a1 > a2, b > b1 > b2]')
      return [move(one, id('a'), id('b2')), move(two, id('b'), id('a2'))]
    },
  },
  {
    name: 'four moves that would close a cycle of four',
    results: ['MoveSupervisorPayload', 'CycleError'],
    counts: [
      { of: ['MoveSupervisorPayload'], perRound: 3 },
      { of: ['CycleError'], perRound: 1 },
    ],
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
      'TerminateSupervisorPayload',
    ],
    counts: [{ of: ['TerminateSupervisorPayload'], perRound: 1 }],
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
    judge: judgeMoves,
  },
  {
    name: 'moves by servers and by a writer that bypasses them, which would close cycles',
    results: ['MoveSupervisorPayload', 'CycleError', 'ok', CYCLE],
    counts: [
      { of: ['MoveSupervisorPayload', 'ok'], perRound: 2 },
      { of: ['CycleError', CYCLE], perRound: 1 },
    ],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two, session }) => {
      const id = await givenTree(db.pool, 'a > a1, b > b1, c > c1')
      const raw = inTransaction(session, ['UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id('a'), id('b1')]])
      return [beforeOrAfterServers(raw), move(one, id('b'), id('c1')), move(two, id('c'), id('a1'))]
    },
  },
  {
    name: 'an INSERT that bypasses the servers below a supervisor that a server terminates with its subtree',
    results: ['TerminateSupervisorPayload', 'ok', LIVE_BELOW_TERMINATED],
    counts: [
      { of: ['TerminateSupervisorPayload'], perRound: 1 },
      { of: ['ok', LIVE_BELOW_TERMINATED], perRound: 1 },
    ],
    guardOff: LOCK_OFF,
    round: async ({ db, one, session }) => {
      const id = await givenTree(db.pool, 'root > [p > [q > r, s], t]')
      const insert = `INSERT INTO supervisors (name, parent_id) VALUES ('late', $1)`
      return [terminate(one, id('p')), beforeOrAfterServers(inTransaction(session, [insert, [id('r')]]))]
    },
  },
  {
    name: 'two confirmations with one token, while members are added',
    results: [
      'terminated',
      'terminated already',
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
    judge: judgeConfirmations,
  },
  {
    name: 'two confirmations with one token',
    results: ['terminated', 'terminated already'],
    counts: [
      { of: ['terminated'], perRound: 1 },
      { of: ['terminated already'], perRound: 1 },
    ],
    guardOff: LOCK_OFF,
    round: async ({ db, one, two, session }) => {
      const id = await givenTree(db.pool, 'root > p > q')
      const team = await givenTeam(db.pool, id('q'), 'team')
      await givenMember(db.pool, team, id('root'))
      const token = await fetchImpactToken(one, id('p'))
      // blocks both confirmations until they wait for the lock
      const blocker = inTransaction(session, ['SELECT lock_hierarchy(true)'])
      return [confirm(one, id('p'), token), confirm(two, id('p'), token), blocker]
    },
    judge: judgeConfirmations,
  },
  {
    name: 'renames and spawns with the same name',
    results: ['UpdateSupervisorPayload', 'created', 'NameTakenError'],
    counts: [
      { of: ['UpdateSupervisorPayload', 'created'], perRound: 1 },
      { of: ['NameTakenError'], perRound: 3 },
    ],
    guardOff: 'DROP INDEX supervisors_live_name_key',
    round: async ({ db, one, two, session }) => {
      const id = await givenTree(db.pool, 'root > [a, b]')
      const twin = { name: 'twin', parentId: id('root') }
      return [
        rename(one, id('a'), 'twin'),
        spawn(two, twin),
        rename(two, id('b'), 'twin'),
        spawn(one, twin),
        // in half of the rounds, blocks the spawns until the renames have started
        ...(Math.random() < 0.5 ? [inTransaction(session, ['SELECT lock_hierarchy(true)'])] : []),
      ]
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
      await expectSound(racing, scenario)
    })
  }
})

describe('without its guard, the race causes violations', () => {
  for (const guardOff of new Set(scenarios.map((scenario) => scenario.guardOff))) {
    describe('in a separate database with', () => {
      const db = withDatabase()
      const servers = withServers()
      let racing: RaceServers
      beforeAll(async () => {
        racing = await setUp(db, servers)
        await db.pool.query(guardOff)
      })

      for (const scenario of scenarios.filter((each) => each.guardOff === guardOff)) {
        test(scenario.name, async () => {
          // Other checks refuse most conflicts: two servers must overlap within the milliseconds before a COMMIT.
          await expectViolations(() => run(racing, `${scenario.name} (guard off)`, scenario, 4), { atMost: 100 })
        })
      }
    })
  }
})
