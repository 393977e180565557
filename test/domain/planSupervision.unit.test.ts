import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { restartStrategies, type RestartPolicy } from '../../src/domain/restartPolicy.ts'
import {
  planSupervision,
  selectNotifiedAncestors,
  type Ancestor,
  type SupervisionPlan,
} from '../../src/domain/supervision.ts'

/** What is decided of all that fail in one round, in any order, without a database. */

interface Tree {
  /** Names, each after its parent. */
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
  const told = selectNotifiedAncestors(failures, tree.ancestors)
  const planned = planSupervision(failures, tree.ancestors, new Set(awaiting), (id) => {
    if (!told.has(id)) throw new Error(`nobody was to ask for the children of ${id}`)
    return childrenIn(tree, id)
  })
  expect(planned.reports.filter(({ supervisorId }) => !told.has(supervisorId))).toEqual([])
  return planned
}

/** Itself, and who is above it. */
function lineOf({ parents }: Tree, id: string): string[] {
  const parentId = parents.get(id) ?? null
  return parentId === null ? [id] : [id, ...lineOf({ parents, ancestors: new Map() }, parentId)]
}

const isRestarted = (tree: Tree, { restarts }: SupervisionPlan, id: string): boolean =>
  restarts.some((each) => each.id === id || (each.withSubtree && lineOf(tree, id).includes(each.id)))

/** What is decided anew of those that await their restart by a policy. */
const decidedTwice = (tree: Tree, { reports }: SupervisionPlan, awaiting: readonly string[]) =>
  reports.filter(
    ({ type, supervisorId, facts }) =>
      type === 'CHILD_FAILED' &&
      awaiting.includes(facts.childId) &&
      tree.ancestors.get(supervisorId)?.policy &&
      facts.decision !== 'INCLUDED',
  )

/** Whether those that its decisions restart have their turns in the order in which they were spawned. */
function isInOrder(tree: Tree, { reports, restarts }: SupervisionPlan, overseer: string): boolean {
  const turns = restarts.flatMap(({ id, parentId, report }) =>
    parentId === overseer && reports[report]?.facts.decision === 'RESTART' ? [id] : [],
  )
  return (
    childrenIn(tree, overseer)
      .filter((child) => turns.includes(child))
      .join() === turns.join()
  )
}

/**
 * Whether nobody was to restart it: its parent has no policy, or one after the other gave up, and the root with them, and
 * none of them awaited its restart by a policy.
 */
function isGivenUp(tree: Tree, { reports }: SupervisionPlan, failed: string, awaiting: readonly string[]): boolean {
  const [, parent, ...above] = lineOf(tree, failed)
  if (parent === undefined) return true
  const gaveUp = (id: string) => reports.some((each) => each.type === 'FAILURE_ESCALATED' && each.supervisorId === id)
  const isLeft = reports.some(
    ({ supervisorId, facts }) => supervisorId === parent && facts.childId === failed && facts.decision === 'NONE',
  )
  const isAwaited = (id: string) => awaiting.includes(id) && tree.ancestors.get(tree.parents.get(id) ?? '')?.policy
  return isLeft || [parent, ...above].every((id) => gaveUp(id) && !isAwaited(id))
}

function ordersOf<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((first) => ordersOf(items.filter((each) => each !== first)).map((rest) => [first, ...rest]))
}

describe('what fails below one that gives up is restarted, whatever of it was told first', () => {
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
    ordersOf(failed).map((order) => ({
      tree,
      order,
      strategy: tree.ancestors.get('top')?.policy?.strategy,
      children: childrenIn(tree, 'top').join(', '),
    })),
  )
  test.each(cases)('$strategy of [$children]: $order', ({ tree, order }) => {
    const planned = plan(tree, order)
    expect(order.filter((id) => !isRestarted(tree, planned, id))).toEqual([])
  })

  test('one restart counts for all, and has the subtree before the next sibling’s turn', () => {
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
      'middle of a: ESCALATE', // it gave up
      'top of middle: INCLUDED',
      'middle of b: INCLUDED',
    ])
  })

  test('one whose turn was decided before is included, and comes now, with its subtree', () => {
    const tree = below(policyOf(1), 'middle')
    for (const order of ordersOf(['middle', 'a'])) {
      const { reports, restarts } = plan(tree, order, ['middle'])
      const decisions = reports.filter(({ supervisorId }) => supervisorId === 'top').map(({ facts }) => facts.decision)
      expect(decisions).toEqual(['INCLUDED', 'INCLUDED'])
      expect(restarts).toMatchObject([{ id: 'middle', withSubtree: true, parentId: 'top' }])
    }
  })

  test('… but goes on upwards where the policy that decided it is gone', () => {
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

describe('those that may be told', () => {
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
    { why: 'it has restarts left for all', low: policyOf(2), failed: ['a', 'b'], told: ['low'] },
    { why: 'one is too many', low: policyOf(2), failed: ['a', 'b', 'c'], told: ['low', 'top'] },
    { why: 'earlier ones count', low: policyOf(2), restarts: 1, failed: ['a', 'b'], told: ['low', 'top'] },
    { why: 'there is no policy', low: null, failed: ['a', 'b', 'c'], told: ['low'] },
    { why: 'those elsewhere do not count', low: policyOf(1), failed: ['a', 'd'], told: ['beside', 'low', 'top'] },
    {
      why: 'all above may give up',
      low: policyOf(0),
      failed: ['a', 'b', 'c', 'd'],
      told: ['beside', 'low', 'root', 'top'],
    },
  ])('when $failed fail: $told, as $why', ({ low, restarts = 0, failed, told }) => {
    const tree = line(low, restarts)
    const failures = failed.map((id) => ({ parentId: tree.parents.get(id) ?? null }))
    expect([...selectNotifiedAncestors(failures, tree.ancestors)].sort()).toEqual(told)
  })
})

test('rest_for_one: what two decisions of a round take comes after the earlier sibling, whichever was told first', () => {
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

test.each(['one_for_all', 'rest_for_one'] as const)('%s takes nobody along with one that is no child', (strategy) => {
  const tree = treeOf([{ id: 'top', parentId: null, policy: policyOf(1, strategy) }])
  const failures = [{ id: 'a', parentId: 'top' }]
  expect(() => planSupervision(failures, tree.ancestors, new Set(), () => ['b', 'c'])).toThrow(
    /^a is not among the children/,
  )
})

/** Where the tree grows: each one's parent is one of those before it, or none. */
const node = fc.record({
  above: fc.nat(),
  policy: fc.option(fc.record({ max: fc.nat(2), strategy: fc.constantFrom(...restartStrategies) }), { freq: 4 }),
  restarts: fc.nat(2),
  fails: fc.boolean(),
  awaits: fc.nat(5).map((n) => n === 0),
  place: fc.nat(),
})

test('whoever fails is restarted, siblings in their order, unless its parent has no policy, or all above it gave up', () => {
  const seen = { restarted: 0, givenUp: 0, takenNow: 0, takenAlive: 0 }
  fc.assert(
    fc.property(fc.array(node, { minLength: 1, maxLength: 9 }), (nodes) => {
      const named = nodes.map((each, n) => ({
        ...each,
        id: `s${n}`,
        parentId: each.above % 8 === 7 || n === 0 ? null : `s${each.above % n}`,
        policy: each.policy && policyOf(each.policy.max, each.policy.strategy),
      }))
      const tree = treeOf(named)
      const failing = named.filter(({ fails }) => fails).sort((a, b) => a.place - b.place)
      const awaiting = named.filter(({ awaits }) => awaits).map(({ id }) => id)
      const planned = plan(
        tree,
        failing.map(({ id }) => id),
        awaiting,
      )
      const left = failing.map(({ id }) => id).filter((id) => !awaiting.includes(id) && !isRestarted(tree, planned, id))

      seen.restarted += planned.restarts.length
      seen.givenUp += left.length
      const taken = planned.restarts.filter(({ report }) => planned.reports[report]?.facts.decision === 'INCLUDED')
      seen.takenNow += taken.length
      seen.takenAlive += taken.filter(({ id }) => failing.every((each) => each.id !== id)).length
      expect(left.filter((id) => !isGivenUp(tree, planned, id, awaiting))).toEqual([])
      expect(decidedTwice(tree, planned, awaiting)).toEqual([])
      const together = named.filter(({ policy }) => policy && policy.strategy !== 'one_for_one')
      expect(together.filter(({ id }) => !isInOrder(tree, planned, id))).toEqual([])
    }),
    { seed: 20_261_127, numRuns: 20_000 },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100)
})
