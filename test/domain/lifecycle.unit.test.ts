import { describe, expect, test } from 'vitest'
import { InvalidTransitionError } from '../../src/domain/errors.ts'
import { supervisorStatuses, type SupervisorStatus } from '../../src/domain/glossary.ts'
import {
  acceptsAdditions,
  allowedNext,
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

/** The table of the lifecycle: what each transition makes of each status; '·' is there already, '-' is refused. */
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

test('the table below covers every transition from every status', () => {
  expect(header).toEqual(supervisorStatuses)
  expect(cells).toHaveLength(6 * supervisorStatuses.length)
})

test.each(cells.filter(({ outcome }) => outcome === '·'))('$transition changes nothing where it is $from', (cell) => {
  expect(planTransition(cell.transition, cell.from)).toBe(false)
})

test.each(cells.filter(({ outcome }) => outcome === '-'))(
  '$transition is refused from $from, naming the ways out',
  ({ transition, from }) => {
    expect(() => planTransition(transition, from)).toThrow(InvalidTransitionError)
    expect(() => planTransition(transition, from)).toThrow(
      expect.objectContaining({ from, to: ruleOf(transition).to, allowed: allowedNext(from) }),
    )
  },
)

test.each(cells.filter(({ outcome }) => outcome !== '·' && outcome !== '-'))(
  '$transition takes $from to $outcome',
  ({ transition, from, outcome }) => {
    expect(planTransition(transition, from)).toBe(true)
    expect(ruleOf(transition).to).toBe(outcome)
    expect(allowedNext(from)).toContain(outcome)
  },
)

describe.each(supervisorStatuses)('a supervisor that is %s', (status) => {
  test('can become exactly what some transition makes of it', () => {
    const reachable = cells.filter(({ from, outcome }) => from === status && /[A-Z]/.test(outcome))
    expect(new Set(allowedNext(status))).toEqual(new Set(reachable.map(({ outcome }) => outcome)))
  })

  test('allows exactly the transitions that would change it', () => {
    const allowed = allowedSupervisorActions(status, false)
    for (const { transition, from, outcome } of cells)
      if (from === status)
        expect([transition, allowed.includes(transition)]).toEqual([transition, outcome !== '·' && outcome !== '-'])
  })
})

test('TERMINATED is final: it allows nothing, and nothing can follow', () => {
  expect(supervisorStatuses.filter((status) => !isLive(status))).toEqual(['TERMINATED'])
  expect(allowedNext('TERMINATED')).toEqual([])
  expect(allowedSupervisorActions('TERMINATED', false)).toEqual([])
})

test('all but FAILED and TERMINATED supervisors take children, teams and members', () => {
  const accepting = supervisorStatuses.filter(acceptsAdditions)
  expect(accepting).toEqual(['SPAWNING', 'ACTIVE', 'PAUSED'])
  for (const status of supervisorStatuses) {
    const takes = accepting.includes(status)
    expect(allowedSupervisorActions(status, false).includes('SPAWN_CHILD')).toBe(takes)
    expect(allowedSupervisorActions(status, false).includes('CREATE_TEAM')).toBe(takes)
    expect(allowedTeamActions(status).includes('ADD_MEMBER')).toBe(takes)
  }
})

test.each(supervisorStatuses)('at the maximum level one that is %s allows all but children', (status) => {
  const elsewhere = allowedSupervisorActions(status, false)
  expect(allowedSupervisorActions(status, true)).toEqual(elsewhere.filter((action) => action !== 'SPAWN_CHILD'))
})

test('PAUSED and FAILED supervisors block those below that would run', () => {
  expect(supervisorStatuses.filter(blocksDescendants)).toEqual(['PAUSED', 'FAILED'])
  expect(supervisorStatuses.filter(canBeBlocked)).toEqual(['SPAWNING', 'ACTIVE'])
})

describe.each(rows.map(([transition]) => transition as Transition))('of a subtree, %s', (transition) => {
  const nodes = supervisorStatuses.flatMap((status, i) =>
    Array.from({ length: i + 1 }, (_, n) => ({ id: `${status} ${n}`, status })),
  )
  const changes = (status: SupervisorStatus) =>
    cells.some((cell) => cell.transition === transition && cell.from === status && /[A-Z]/.test(cell.outcome))

  test('changes those that it would change alone, in their order', () => {
    expect(planTransitions(transition, nodes).changed).toEqual(
      nodes.filter(({ status }) => changes(status)).map(({ id }) => id),
    )
  })

  test('counts the other live ones by status', () => {
    expect(planTransitions(transition, nodes).skipped).toEqual(
      [
        { status: 'SPAWNING', count: 1 },
        { status: 'ACTIVE', count: 2 },
        { status: 'PAUSED', count: 3 },
        { status: 'FAILED', count: 4 },
      ].filter(({ status }) => !changes(status as SupervisorStatus)),
    )
  })

  test('has nothing to say of none', () => {
    expect(planTransitions(transition, [])).toEqual({ changed: [], skipped: [] })
  })
})

test('a restart, and nothing else, makes the next incarnation', () => {
  const transitions = rows.map(([transition]) => transition as Transition)
  expect(transitions.filter((transition) => ruleOf(transition).nextIncarnation)).toEqual(['RESTART'])
})
