import { describe, expect, test } from 'vitest'
import { InvalidTransitionError } from '../../src/domain/errors.ts'
import { supervisorStatuses, type SupervisorStatus } from '../../src/domain/glossary.ts'
import {
  acceptsAdditions,
  allowedNextStatuses,
  allowedSupervisorActions,
  allowedTeamActions,
  blocksDescendants,
  canBeBlocked,
  isLive,
  planTransition,
  planTransitions,
  ruleOf,
  type Transition,
} from '../../src/domain/lifecycle.ts'

/** Lifecycle table: the status after each transition. '·' is unchanged, '-' is refused. */
const table = `
              SPAWNING    ACTIVE      PAUSED      FAILED      TERMINATED
  ACTIVATE    ACTIVE      ·           -           -           -
  PAUSE       -           PAUSED      ·           -           -
  RESUME      -           ·           ACTIVE      -           -
  FAIL        FAILED      FAILED      FAILED      ·           -
  RESTART     ·           SPAWNING    SPAWNING    SPAWNING    -
  TERMINATE   TERMINATED  TERMINATED  TERMINATED  TERMINATED  ·`

const [header = [], ...rows] = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/))
const cells = rows.flatMap(([transition, ...outcomes]) =>
  outcomes.map((outcome, i) => ({
    transition: transition as Transition,
    from: header[i] as SupervisorStatus,
    outcome,
  })),
)

/** A supervisor in its first incarnation. */
const first = (status: SupervisorStatus) => ({ status, incarnation: 1 })

test('the table covers every transition from every status', () => {
  expect(header).toEqual(supervisorStatuses)
  expect(cells).toHaveLength(6 * supervisorStatuses.length)
})

test.each(cells.filter(({ outcome }) => outcome === '·'))(
  '$transition does not change a supervisor that is $from',
  (cell) => {
    expect(planTransition(cell.transition, first(cell.from))).toBe(false)
  },
)

test.each(cells.filter(({ outcome }) => outcome === '-'))(
  '$transition is refused for a supervisor that is $from, and the error lists the allowed statuses',
  ({ transition, from }) => {
    expect(() => planTransition(transition, first(from))).toThrow(InvalidTransitionError)
    expect(() => planTransition(transition, first(from))).toThrow(
      expect.objectContaining({ from, to: ruleOf(transition).to, allowed: allowedNextStatuses(from) }),
    )
  },
)

test.each(cells.filter(({ outcome }) => outcome !== '·' && outcome !== '-'))(
  '$transition changes a supervisor that is $from to $outcome',
  ({ transition, from, outcome }) => {
    expect(planTransition(transition, first(from))).toBe(true)
    expect(ruleOf(transition).to).toBe(outcome)
    expect(allowedNextStatuses(from)).toContain(outcome)
  },
)

describe.each(supervisorStatuses)('a supervisor that is %s', (status) => {
  test('can change to exactly the statuses that its transitions lead to', () => {
    const reachable = cells.filter(({ from, outcome }) => from === status && /[A-Z]/.test(outcome))
    expect(new Set(allowedNextStatuses(status))).toEqual(new Set(reachable.map(({ outcome }) => outcome)))
  })

  test('accepts exactly the transitions that would change it', () => {
    const allowed = allowedSupervisorActions(first(status), false)
    for (const { transition, from, outcome } of cells)
      if (from === status)
        expect([transition, allowed.includes(transition)]).toEqual([transition, outcome !== '·' && outcome !== '-'])
  })
})

test('TERMINATED is final: no status follows and no action is accepted', () => {
  expect(supervisorStatuses.filter((status) => !isLive(status))).toEqual(['TERMINATED'])
  expect(allowedNextStatuses('TERMINATED')).toEqual([])
  expect(allowedSupervisorActions(first('TERMINATED'), false)).toEqual([])
})

test('a supervisor accepts children, teams and members unless it is FAILED or TERMINATED', () => {
  const accepting = supervisorStatuses.filter(acceptsAdditions)
  expect(accepting).toEqual(['SPAWNING', 'ACTIVE', 'PAUSED'])
  for (const status of supervisorStatuses) {
    const accepts = accepting.includes(status)
    expect(allowedSupervisorActions(first(status), false).includes('SPAWN_CHILD')).toBe(accepts)
    expect(allowedSupervisorActions(first(status), false).includes('CREATE_TEAM')).toBe(accepts)
    expect(allowedTeamActions(status).includes('ADD_MEMBER')).toBe(accepts)
  }
})

test.each(supervisorStatuses)('a %s supervisor at the maximum level accepts every action but SPAWN_CHILD', (status) => {
  const elsewhere = allowedSupervisorActions(first(status), false)
  expect(allowedSupervisorActions(first(status), true)).toEqual(elsewhere.filter((action) => action !== 'SPAWN_CHILD'))
})

test('PAUSED and FAILED supervisors block SPAWNING and ACTIVE descendants', () => {
  expect(supervisorStatuses.filter(blocksDescendants)).toEqual(['PAUSED', 'FAILED'])
  expect(supervisorStatuses.filter(canBeBlocked)).toEqual(['SPAWNING', 'ACTIVE'])
})

describe.each(rows.map(([transition]) => transition as Transition))('%s of a subtree', (transition) => {
  const groups = supervisorStatuses.map((status, i) => ({ ...first(status), count: i + 1 }))
  const changes = (status: SupervisorStatus) =>
    cells.some((cell) => cell.transition === transition && cell.from === status && /[A-Z]/.test(cell.outcome))

  test('changes the supervisors that it would change alone', () => {
    const changed = groups.filter(({ status }) => changes(status)).map(({ count }) => count)
    expect(planTransitions(transition, groups).changed).toBe(changed.reduce((sum, count) => sum + count, 0))
  })

  test('counts the skipped live supervisors by status', () => {
    expect(planTransitions(transition, groups).skipped).toEqual(
      [
        { status: 'SPAWNING', count: 1 },
        { status: 'ACTIVE', count: 2 },
        { status: 'PAUSED', count: 3 },
        { status: 'FAILED', count: 4 },
      ].filter(({ status }) => !changes(status as SupervisorStatus)),
    )
  })

  test('plans nothing for an empty subtree', () => {
    expect(planTransitions(transition, [])).toEqual({ changed: 0, skipped: [] })
  })
})

test('only RESTART starts the next incarnation', () => {
  const transitions = rows.map(([transition]) => transition as Transition)
  expect(transitions.filter((transition) => ruleOf(transition).nextIncarnation)).toEqual(['RESTART'])
})

describe('a supervisor with the highest incarnation', () => {
  const highest = (status: SupervisorStatus) => ({ status, incarnation: 2_147_483_647 })

  test.each(ruleOf('RESTART').from)('refuses a restart while it is %s, with the reason', (status) => {
    expect(() => planTransition('RESTART', highest(status))).toThrow(
      expect.objectContaining({
        from: status,
        to: 'SPAWNING',
        allowed: allowedNextStatuses(status).filter((next) => next !== 'SPAWNING'),
        message: expect.stringContaining('highest incarnation, 2147483647') as string,
      }),
    )
    expect(allowedSupervisorActions(highest(status), false)).toEqual(
      allowedSupervisorActions(first(status), false).filter((action) => action !== 'RESTART'),
    )
  })

  test('is skipped in the restart of a subtree, and in no other transition', () => {
    const groups = [
      { ...highest('ACTIVE'), count: 2 },
      { ...first('ACTIVE'), count: 3 },
    ]
    expect(planTransitions('RESTART', groups)).toEqual({ changed: 3, skipped: [{ status: 'ACTIVE', count: 2 }] })
    expect(planTransitions('PAUSE', groups).changed).toBe(5)
  })
})
