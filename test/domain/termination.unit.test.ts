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

test('REJECT refuses a supervisor with live children, and counts the children, not all descendants', () => {
  expect(() => planTermination(target, subtree, 'REJECT')).toThrow(HasLiveChildrenError)
  expect(() => planTermination(target, subtree, 'REJECT')).toThrow(expect.objectContaining({ count: 2 }))
})

test('REJECT accepts a supervisor whose children are all TERMINATED', () => {
  const withTerminatedChild = [target, node('a', 'target', 'TERMINATED')]
  expect(planTermination(target, withTerminatedChild, 'REJECT')).toEqual({ terminated: ['target'], reparented: [] })
})

test('CASCADE terminates the whole live subtree, the target first', () => {
  const { terminated, reparented } = planTermination(target, subtree, 'CASCADE')
  expect(terminated[0]).toBe('target')
  expect([...terminated].sort()).toEqual(['a', 'b', 'c', 'target'])
  expect(reparented).toEqual([])
})

test('REPARENT terminates only the target and moves only its children', () => {
  expect(planTermination(target, subtree, 'REPARENT')).toEqual({ terminated: ['target'], reparented: ['a', 'c'] })
})

/** A random tree below t0. Each node comes after its parent. */
const trees = fc
  .array(fc.record({ parent: fc.nat(), status: fc.constantFrom(...supervisorStatuses) }), { maxLength: 30 })
  .map((below) => [
    node('t0', null),
    ...below.map(({ parent, status }, i) => node(`t${i + 1}`, `t${parent % (i + 1)}`, status)),
  ])

test('in every tree, each live child is either terminated or moved, once, and TERMINATED supervisors are left out', () => {
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

describe('the impact token', () => {
  const plan: TerminationPlan = { terminated: ['x', 'y'], reparented: [] }
  const impactOf = (agents: number, policy: ChildPolicy = 'CASCADE', of = plan, id = 'x') =>
    describeImpact(id, policy, of, { teams: 1, activeMemberships: agents, activeAgents: agents })
  const confirm = (token: string | null, agents = 20, limit = 10) => {
    assertConfirmed('x', 'CASCADE', plan, impactOf(agents), limit, token)
  }

  test('is not required up to the limit', () => {
    confirm(null, 10)
  })

  test('is required above the limit, and the error has the current impact', () => {
    expect(() => {
      confirm(null, 11)
    }).toThrow(ConfirmationRequiredError)
    expect(() => {
      confirm(null, 11)
    }).toThrow(expect.objectContaining({ impact: impactOf(11) }))
  })

  test('stays valid for as many agents or fewer, but not for more', () => {
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
    ['the token of another policy', impactOf(20, 'REPARENT').token],
    [
      'the token of another set of supervisors',
      impactOf(20, 'CASCADE', { terminated: ['x', 'z'], reparented: [] }).token,
    ],
    [
      'the token of another split of the same set',
      impactOf(20, 'CASCADE', { terminated: ['x'], reparented: ['y'] }).token,
    ],
    ['the token of another target', impactOf(20, 'CASCADE', plan, 'y').token],
    ['the same hash with a higher number of agents', impactOf(20).token.replace('20.', '99.')],
    ['empty text', ''],
    ['only a number', '20'],
    ['an infinite number of agents', `Infinity.${impactOf(20).token.split('.')[1] ?? ''}`],
    ['NaN', 'NaN.x'],
  ])('is not valid if it is %s', (_what, token) => {
    expect(() => {
      confirm(token)
    }).toThrow(ConfirmationRequiredError)
  })
})
