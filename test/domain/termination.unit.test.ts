import { describe, expect, test } from 'vitest'
import { ConfirmationRequiredError, HasLiveChildrenError } from '../../src/domain/errors.ts'
import type { ChildPolicy } from '../../src/domain/glossary.ts'
import { assertConfirmed, describeImpact, planTermination } from '../../src/domain/termination.ts'

const subtree = { supervisors: 7, live: 5, liveChildren: 2 }
const leaf = { supervisors: 3, live: 1, liveChildren: 0 }

test('REJECT refuses a supervisor with live children, and counts the children, not all descendants', () => {
  expect(() => planTermination('target', subtree, 'REJECT')).toThrow(HasLiveChildrenError)
  expect(() => planTermination('target', subtree, 'REJECT')).toThrow(expect.objectContaining({ count: 2 }))
})

test('REJECT accepts a supervisor whose descendants are all TERMINATED', () => {
  expect(planTermination('target', leaf, 'REJECT')).toMatchObject({ terminated: 1, reparented: 0, changed: 1 })
})

test('CASCADE terminates the whole live subtree', () => {
  expect(planTermination('target', subtree, 'CASCADE')).toMatchObject({ terminated: 5, reparented: 0, changed: 5 })
})

test('REPARENT terminates only the target, moves only its live children, and changes the paths of the subtree', () => {
  expect(planTermination('target', subtree, 'REPARENT')).toMatchObject({ terminated: 1, reparented: 2, changed: 7 })
  expect(planTermination('target', leaf, 'REPARENT')).toMatchObject({ terminated: 1, reparented: 0, changed: 1 })
})

describe('the impact token', () => {
  const planOf = (policy: ChildPolicy, target: string) =>
    planTermination(target, { ...subtree, liveChildren: 0 }, policy)
  const affectedOf = (agents: number, digest = 'x, y') => ({
    staffing: { teams: 1, activeMemberships: agents, activeAgents: agents },
    digest,
  })
  const impactOf = (agents: number, policy: ChildPolicy = 'CASCADE', digest = 'x, y', target = 'x') =>
    describeImpact(planOf(policy, target), affectedOf(agents, digest))
  const confirm = (token: string | null, agents = 20, limit = 10) => {
    assertConfirmed(planOf('CASCADE', 'x'), affectedOf(agents), limit, token)
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

  test.each([
    ['the token of another policy', impactOf(20, 'REPARENT').token],
    ['the token of another set of supervisors', impactOf(20, 'CASCADE', 'x, z').token],
    ['the token of another target', impactOf(20, 'CASCADE', 'x, y', 'y').token],
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
