import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { restartStrategies, type RestartPolicy } from '../../src/domain/restartPolicy.ts'
import {
  planSupervision,
  selectNotifiedAncestors,
  type Ancestor,
  type SupervisionPlan,
} from '../../src/domain/supervision.ts'

// Plans for supervisors that fail together, in every order.

interface Tree {
  /** Parent of each supervisor, by name. A parent comes before its children. */
  readonly parents: ReadonlyMap<string, string | null>
  readonly ancestors: ReadonlyMap<string, Ancestor>
}

type Node = Pick<Ancestor, 'id' | 'parentId'> & Partial<Pick<Ancestor, 'policy' | 'restarts'>>

function treeOf(nodes: readonly Node[]): Tree {
  return {
    parents: new Map(nodes.map(({ id, parentId }) => [id, parentId])),
    ancestors: new Map(
      nodes.map(({ id, parentId, policy = null, restarts = 0 }) => [
        id,
        { id, parentId, policy, incarnation: 1, restarts },
      ]),
    ),
  }
}

const policyOf = (maxRestarts: number, strategy: RestartPolicy['strategy'] = 'one_for_one'): RestartPolicy => ({
  strategy,
  maxRestarts,
  withinSeconds: 3_600,
  staggerSeconds: 0,
})

const childrenIn = ({ parents }: Tree, of: string): string[] =>
  [...parents].flatMap(([id, parentId]) => (parentId === of ? [id] : []))

function plan(tree: Tree, failed: readonly string[], awaiting: readonly string[] = []): SupervisionPlan {
  const failures = failed.map((id) => ({ id, parentId: tree.parents.get(id) ?? null }))
  const notified = selectNotifiedAncestors(failures, tree.ancestors)
  const planned = planSupervision(failures, tree.ancestors, new Set(awaiting), (id) => {
    if (!notified.has(id)) throw new Error(`the plan reads the children of ${id}, which cannot be notified`)
    return childrenIn(tree, id)
  })
  expect(planned.reports.filter(({ supervisorId }) => !notified.has(supervisorId))).toEqual([])
  return planned
}

/** The supervisor and its ancestors. */
function lineOf({ parents }: Tree, id: string): string[] {
  const parentId = parents.get(id) ?? null
  return parentId === null ? [id] : [id, ...lineOf({ parents, ancestors: new Map() }, parentId)]
}

const isRestarted = (tree: Tree, { restarts }: SupervisionPlan, id: string): boolean =>
  restarts.some((each) => each.id === id || (each.withSubtree && lineOf(tree, id).includes(each.id)))

/** Second decisions about supervisors that already await a restart by a policy. */
const secondDecisions = (tree: Tree, { reports }: SupervisionPlan, awaiting: readonly string[]) =>
  reports.filter(
    ({ type, supervisorId, facts }) =>
      type === 'CHILD_FAILED' &&
      awaiting.includes(facts.childId) &&
      tree.ancestors.get(supervisorId)?.policy &&
      facts.decision !== 'INCLUDED',
  )

/** Whether the restarts that a parent supervisor decides are due in the order in which the children were spawned. */
function isInOrder(tree: Tree, { reports, restarts }: SupervisionPlan, parent: string): boolean {
  const restarted = restarts.flatMap(({ id, parentId, report }) =>
    parentId === parent && reports[report]?.facts.decision === 'RESTART' ? [id] : [],
  )
  return (
    childrenIn(tree, parent)
      .filter((child) => restarted.includes(child))
      .join() === restarted.join()
  )
}

/**
 * Whether no policy applies to the failed supervisor: its parent has none, or every ancestor escalated and none of them
 * awaited a restart by a policy.
 */
function isLeftFailed(tree: Tree, { reports }: SupervisionPlan, failed: string, awaiting: readonly string[]): boolean {
  const [, parent, ...above] = lineOf(tree, failed)
  if (parent === undefined) return true
  const hasEscalated = (id: string) =>
    reports.some((each) => each.type === 'FAILURE_ESCALATED' && each.supervisorId === id)
  const isUndecided = reports.some(
    ({ supervisorId, facts }) => supervisorId === parent && facts.childId === failed && facts.decision === 'NONE',
  )
  const isAwaited = (id: string) => awaiting.includes(id) && tree.ancestors.get(tree.parents.get(id) ?? '')?.policy
  return isUndecided || [parent, ...above].every((id) => hasEscalated(id) && !isAwaited(id))
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) => ordersOf(items.filter((each) => each !== first)).map((rest) => [first, ...rest]))
}

describe('failures below a supervisor that escalates are restarted, in whatever order they are reported', () => {
  const below = (top: RestartPolicy, ...siblings: string[]) =>
    treeOf([
      { id: 'top', parentId: null, policy: top },
      ...siblings.map((id) => ({ id, parentId: 'top', policy: id === 'middle' ? policyOf(0) : null })),
      { id: 'a', parentId: 'middle' },
      { id: 'b', parentId: 'middle' },
    ])
  const rows = [
    { tree: below(policyOf(3), 'middle'), failed: ['middle', 'a'] },
    { tree: below(policyOf(3), 'middle'), failed: ['middle', 'a', 'b'] },
    { tree: below(policyOf(3, 'one_for_all'), 'x', 'middle'), failed: ['x', 'a'] },
    { tree: below(policyOf(3, 'one_for_all'), 'x', 'middle'), failed: ['x', 'middle', 'a', 'b'] },
    { tree: below(policyOf(3, 'rest_for_one'), 'x', 'middle'), failed: ['x', 'a'] },
    { tree: below(policyOf(3, 'rest_for_one'), 'middle', 'x'), failed: ['x', 'middle', 'a'] },
  ]
  const cases = rows.flatMap(({ tree, failed }) =>
    ordersOf(failed).map((order) => {
      const strategy = tree.ancestors.get('top')?.policy?.strategy
      const children = childrenIn(tree, 'top').join(', ')
      return [`${strategy} over [${children}] for failures in the order ${order.join(', ')}`, tree, order] as const
    }),
  )
  test.each(cases)('by %s', (_case, tree, order) => {
    const planned = plan(tree, order)
    expect(order.filter((id) => !isRestarted(tree, planned, id))).toEqual([])
  })

  test('one restart counts for all of them, and includes the subtree before the next sibling', () => {
    const tree = below(policyOf(1, 'one_for_all'), 'x', 'middle', 'y')
    const { reports, restarts } = plan(tree, ['x', 'middle', 'a', 'b'])
    expect(restarts.map(({ id, withSubtree, report }) => [id, withSubtree, report])).toEqual([
      ['x', false, 0],
      ['middle', true, 0],
      ['y', false, 0],
    ])
    expect(reports.map(({ supervisorId, facts }) => `${supervisorId} of ${facts.childId}: ${facts.decision}`)).toEqual([
      'top of x: RESTART',
      'top of middle: INCLUDED',
      'middle of a: ESCALATE',
      'middle of a: ESCALATE', // FAILURE_ESCALATED
      'top of middle: INCLUDED',
      'middle of b: INCLUDED',
    ])
  })

  test('a child that awaits a restart is INCLUDED, and is restarted now with its subtree', () => {
    const tree = below(policyOf(1), 'middle')
    for (const order of ordersOf(['middle', 'a'])) {
      const { reports, restarts } = plan(tree, order, ['middle'])
      const decisions = reports.filter(({ supervisorId }) => supervisorId === 'top').map(({ facts }) => facts.decision)
      expect(decisions).toEqual(['INCLUDED', 'INCLUDED'])
      expect(restarts).toMatchObject([{ id: 'middle', withSubtree: true, parentId: 'top' }])
    }
  })

  test('the failure of a child that awaits a restart escalates if the policy was removed', () => {
    const tree = treeOf([
      { id: 'root', parentId: null, policy: policyOf(1) },
      { id: 'top', parentId: 'root' },
      { id: 'middle', parentId: 'top', policy: policyOf(0) },
      { id: 'a', parentId: 'middle' },
    ])
    const planned = plan(tree, ['middle', 'a'], ['middle'])
    expect(planned.restarts).toMatchObject([{ id: 'top', withSubtree: true, parentId: 'root' }])
  })
})

describe('selectNotifiedAncestors', () => {
  const line = (low: RestartPolicy | null, restarts: number) =>
    treeOf([
      { id: 'root', parentId: null, policy: policyOf(3, 'one_for_all') },
      { id: 'top', parentId: 'root', policy: policyOf(3, 'one_for_all') },
      { id: 'low', parentId: 'top', policy: low, restarts },
      { id: 'beside', parentId: 'top', policy: policyOf(0) },
      ...['a', 'b', 'c'].map((id) => ({ id, parentId: 'low' })),
      { id: 'd', parentId: 'beside' },
    ])
  test.each([
    { why: 'low has restarts left for all failures', low: policyOf(2), failed: ['a', 'b'], expected: ['low'] },
    {
      why: 'one failure exceeds the intensity of low',
      low: policyOf(2),
      failed: ['a', 'b', 'c'],
      expected: ['low', 'top'],
    },
    { why: 'earlier restarts count', low: policyOf(2), restarts: 1, failed: ['a', 'b'], expected: ['low', 'top'] },
    { why: 'low has no policy', low: null, failed: ['a', 'b', 'c'], expected: ['low'] },
    {
      why: 'failures elsewhere do not count',
      low: policyOf(1),
      failed: ['a', 'd'],
      expected: ['beside', 'low', 'top'],
    },
    {
      why: 'every ancestor can escalate',
      low: policyOf(0),
      failed: ['a', 'b', 'c', 'd'],
      expected: ['beside', 'low', 'root', 'top'],
    },
  ])('selects $expected for the failures $failed: $why', ({ low, restarts = 0, failed, expected }) => {
    const tree = line(low, restarts)
    const failures = failed.map((id) => ({ parentId: tree.parents.get(id) ?? null }))
    expect([...selectNotifiedAncestors(failures, tree.ancestors)].sort()).toEqual(expected)
  })
})

test('rest_for_one restarts a child that two decisions name after the earlier sibling, in every order of failures', () => {
  const tree = treeOf([
    { id: 'top', parentId: null, policy: policyOf(3, 'rest_for_one') },
    { id: 'a', parentId: 'top', policy: policyOf(0) },
    { id: 'b', parentId: 'top', policy: policyOf(0) },
    { id: 'c', parentId: 'top' },
    { id: 'x', parentId: 'b' },
    { id: 'y', parentId: 'a' },
  ])
  for (const order of ordersOf(['x', 'y']))
    expect(plan(tree, order).restarts.map(({ id, withSubtree }) => [id, withSubtree])).toEqual([
      ['a', true],
      ['b', true],
      ['c', false],
    ])
})

test.each(['one_for_all', 'rest_for_one'] as const)(
  '%s refuses a failed supervisor that is not among the children',
  (strategy) => {
    const tree = treeOf([{ id: 'top', parentId: null, policy: policyOf(1, strategy) }])
    const failures = [{ id: 'a', parentId: 'top' }]
    expect(() => planSupervision(failures, tree.ancestors, new Set(), () => ['b', 'c'])).toThrow(
      /^a is not among the children/,
    )
  },
)

/** A supervisor of a random tree: a root, or a child of an earlier supervisor. */
const node = fc.record({
  above: fc.nat(),
  policy: fc.option(fc.record({ max: fc.nat(2), strategy: fc.constantFrom(...restartStrategies) }), { freq: 4 }),
  restarts: fc.nat(2),
  fails: fc.boolean(),
  awaits: fc.nat(5).map((n) => n === 0),
  order: fc.nat(),
})

test('in every tree, each failed supervisor is restarted in the order of siblings, unless no policy applies to it', () => {
  const seen = { restarted: 0, leftFailed: 0, included: 0, includedAlive: 0 }
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 9 }), (nodes) => {
      const named = nodes.map((each, n) => ({
        ...each,
        id: `s${n}`,
        parentId: each.above % 8 === 7 || n === 0 ? null : `s${each.above % n}`,
        policy: each.policy && policyOf(each.policy.max, each.policy.strategy),
      }))
      const tree = treeOf(named)
      const failing = named.filter(({ fails }) => fails).sort((a, b) => a.order - b.order)
      const awaiting = named.filter(({ awaits }) => awaits).map(({ id }) => id)
      const planned = plan(
        tree,
        failing.map(({ id }) => id),
        awaiting,
      )
      const left = failing.map(({ id }) => id).filter((id) => !awaiting.includes(id) && !isRestarted(tree, planned, id))

      seen.restarted += planned.restarts.length
      seen.leftFailed += left.length
      const included = planned.restarts.filter(({ report }) => planned.reports[report]?.facts.decision === 'INCLUDED')
      seen.included += included.length
      seen.includedAlive += included.filter(({ id }) => failing.every((each) => each.id !== id)).length
      expect(left.filter((id) => !isLeftFailed(tree, planned, id, awaiting))).toEqual([])
      expect(secondDecisions(tree, planned, awaiting)).toEqual([])
      const ordered = named.filter(({ policy }) => policy && policy.strategy !== 'one_for_one')
      expect(ordered.filter(({ id }) => !isInOrder(tree, planned, id))).toEqual([])
    }),
    { seed: 20_261_127, numRuns: 20_000 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
})
