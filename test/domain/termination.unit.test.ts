import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ConfirmationRequiredError, HasLiveChildrenError } from '../../src/domain/errors.ts'
import { childPolicies, supervisorStatuses, type ChildPolicy } from '../../src/domain/glossary.ts'
import {
  assertConfirmed,
  describeImpact,
  planTermination,
  type TerminationPlan,
  type TreeNode,
} from '../../src/domain/termination.ts'

const node = (id: string, parentId: string | null, status: TreeNode['status'] = 'ACTIVE'): TreeNode => ({
  id,
  parentId,
  status,
})
const target = node('target', 'above')
const subtree = [target, node('a', 'target'), node('b', 'a', 'PAUSED'), node('c', 'target', 'FAILED')]

test('REJECT refuses while there are live children, and counts children, not descendants', () => {
  expect(() => planTermination(target, subtree, 'REJECT')).toThrow(HasLiveChildrenError)
  expect(() => planTermination(target, subtree, 'REJECT')).toThrow(expect.objectContaining({ count: 2 }))
})

test('REJECT takes a supervisor whose children are all TERMINATED', () => {
  const over = [target, node('a', 'target', 'TERMINATED')]
  expect(planTermination(target, over, 'REJECT')).toEqual({ terminated: ['target'], reparented: [] })
})

test('CASCADE takes the whole live subtree, the target first', () => {
  const { terminated, reparented } = planTermination(target, subtree, 'CASCADE')
  expect(terminated[0]).toBe('target')
  expect([...terminated].sort()).toEqual(['a', 'b', 'c', 'target'])
  expect(reparented).toEqual([])
})

test('REPARENT takes the target alone, and moves its children, not theirs', () => {
  expect(planTermination(target, subtree, 'REPARENT')).toEqual({ terminated: ['target'], reparented: ['a', 'c'] })
})

/** A random tree under t0: each node's parent comes before it. */
const trees = fc
  .array(fc.record({ parent: fc.nat(), status: fc.constantFrom(...supervisorStatuses) }), { maxLength: 30 })
  .map((below) => [
    node('t0', null),
    ...below.map(({ parent, status }, i) => node(`t${i + 1}`, `t${parent % (i + 1)}`, status)),
  ])

test('whatever the tree, nothing is terminated twice, nothing terminated that was over, and no live child is left below', () => {
  fc.assert(
    fc.property(trees, fc.constantFrom(...childPolicies), (tree, policy) => {
      const root = tree[0] ?? node('t0', null)
      const children = tree.filter(({ parentId, status }) => parentId === root.id && status !== 'TERMINATED')
      if (policy === 'REJECT' && children.length > 0) return
      const { terminated, reparented } = planTermination(root, tree, policy)
      expect(new Set(terminated).size).toBe(terminated.length)
      expect(terminated.filter((id) => reparented.includes(id))).toEqual([])
      for (const id of [...terminated, ...reparented])
        expect(tree.find((each) => each.id === id)?.status).not.toBe('TERMINATED')
      for (const child of children) expect([...terminated, ...reparented]).toContain(child.id)
    }),
  )
})

describe('the token of an impact', () => {
  const plan: TerminationPlan = { terminated: ['x', 'y'], reparented: [] }
  const impactOf = (agents: number, policy: ChildPolicy = 'CASCADE', of = plan, id = 'x') =>
    describeImpact(id, policy, of, { teams: 1, activeMemberships: agents, activeAgents: agents })
  const confirm = (token: string | null, agents = 20, limit = 10) => {
    assertConfirmed('x', 'CASCADE', plan, impactOf(agents), limit, token)
  }

  test('is not asked for up to the limit', () => {
    confirm(null, 10)
  })

  test('is asked for above the limit, with the impact as it is now', () => {
    expect(() => {
      confirm(null, 11)
    }).toThrow(ConfirmationRequiredError)
    expect(() => {
      confirm(null, 11)
    }).toThrow(expect.objectContaining({ impact: impactOf(11) }))
  })

  test('is good for as many agents and for fewer, not for more', () => {
    const { token } = impactOf(20)
    confirm(token, 20)
    confirm(token, 15)
    expect(() => {
      confirm(token, 21)
    }).toThrow(ConfirmationRequiredError)
  })

  test('does not depend on the order of the supervisors', () => {
    expect(impactOf(20, 'CASCADE', { terminated: ['y', 'x'], reparented: [] }).token).toBe(impactOf(20).token)
  })

  test.each([
    ['another policy', impactOf(20, 'REPARENT').token],
    ['another set of supervisors', impactOf(20, 'CASCADE', { terminated: ['x', 'z'], reparented: [] }).token],
    ['another split of the same set', impactOf(20, 'CASCADE', { terminated: ['x'], reparented: ['y'] }).token],
    ['another target', impactOf(20, 'CASCADE', plan, 'y').token],
    ['a higher number in clear', impactOf(20).token.replace('20.', '99.')],
    ['nothing', ''],
    ['a number', '20'],
    ['infinity', `Infinity.${impactOf(20).token.split('.')[1] ?? ''}`],
    ['not a number', 'NaN.x'],
  ])('is refused where it is for %s', (_what, token) => {
    expect(() => {
      confirm(token)
    }).toThrow(ConfirmationRequiredError)
  })
})
