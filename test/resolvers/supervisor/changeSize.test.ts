import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const limit = 4
const api = withApi({ env: { MAX_CHANGE_SIZE: String(limit) }, confirmAboveAgents: 100 })
let id: IdOf

// `large` has 5 supervisors in its subtree, `exact` has 4, and `staffed` has 2 and 3 memberships
beforeEach(async () => {
  await api.pool.query('TRUNCATE supervisors CASCADE')
  id = await givenTree(
    api.pool,
    'root > [large > [a > b, c, d], exact > [e > f, g], paused:PAUSED > [h:PAUSED, i:PAUSED, j:PAUSED, k:PAUSED], staffed > l, to]',
  )
  const team = await givenTeam(api.pool, id('staffed'), 'team')
  for (let i = 0; i < 3; i++) await givenMember(api.pool, team, randomUUID())
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const payloadFields: Readonly<Record<string, string>> = {
  moveSupervisor: 'changed movedCount',
  terminateSupervisor: 'changed impact { supervisors reparented activeMemberships }',
}

async function change(mutation: string, input: object): Promise<unknown> {
  const type = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`
  const { data, errors } = await api.request<{ result: unknown }, object>(
    `mutation ($input: ${type}Input!) {
      result: ${mutation}(input: $input) {
        __typename
        ... on ${type}Payload { ${payloadFields[mutation] ?? 'changed changedCount'} }
        ... on LimitExceededError { code message path limit actual }
      }
    }`,
    { input },
  )
  expect(errors).toBe(undefined)
  return data?.result
}

const refusal = (actual: number): object => ({
  __typename: 'LimitExceededError',
  code: 'LIMIT_EXCEEDED',
  message: `Change too large: at most 4 supervisors and memberships per mutation, ${actual} affected. Change smaller subtrees first.`,
  path: ['input'],
  limit,
  actual,
})

describe('a change of more supervisors and memberships than MAX_CHANGE_SIZE is refused with both numbers, before any write', () => {
  test.each([
    ['terminateSupervisor', 'large', { childPolicy: 'CASCADE' }, 5],
    ['terminateSupervisor', 'large', { childPolicy: 'CASCADE', dryRun: true }, 5],
    ['terminateSupervisor', 'large', { childPolicy: 'REPARENT' }, 5],
    ['terminateSupervisor', 'staffed', { childPolicy: 'CASCADE' }, 5],
    ['pauseSupervisor', 'large', { scope: 'SUBTREE' }, 5],
    ['resumeSupervisor', 'paused', { scope: 'SUBTREE' }, 5],
    ['restartSupervisor', 'large', { scope: 'SUBTREE' }, 5],
    ['moveSupervisor', 'large', {}, 5],
    ['moveSupervisor', 'large', { dryRun: true }, 5],
  ])('%s of `%s` with %o', async (mutation, target, options, actual) => {
    const before = await dumpTables(api.pool)
    const input = { id: id(target), ...options, ...(mutation === 'moveSupervisor' && { parentId: id('to') }) }
    api.statements.length = 0

    expect(await change(mutation, input)).toEqual(refusal(actual))
    expect(api.statements.filter((text) => /\bUPDATE supervisors\b/.test(text))).toEqual([])
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})

describe('a change of exactly MAX_CHANGE_SIZE supervisors is made', () => {
  test('by pauseSupervisor, restartSupervisor, moveSupervisor and terminateSupervisor', async () => {
    const scope = 'SUBTREE'
    expect(await change('pauseSupervisor', { id: id('exact'), scope })).toMatchObject({ changedCount: 4 })
    expect(await change('restartSupervisor', { id: id('exact'), scope })).toMatchObject({ changedCount: 4 })
    expect(await change('moveSupervisor', { id: id('exact'), parentId: id('to') })).toMatchObject({ movedCount: 4 })
    expect(await change('terminateSupervisor', { id: id('exact'), childPolicy: 'CASCADE' })).toMatchObject({
      changed: true,
      impact: { supervisors: 4 },
    })
  })
})

test('a change of one supervisor ignores the size of its subtree', async () => {
  expect(await change('pauseSupervisor', { id: id('large') })).toMatchObject({ changedCount: 1 })
  expect(await change('resumeSupervisor', { id: id('paused') })).toMatchObject({ changedCount: 1 })
})

test('supervisors that a change skips do not count, and TERMINATED ones count only if their path changes', async () => {
  await change('pauseSupervisor', { id: id('c') })
  expect(await change('pauseSupervisor', { id: id('large'), scope: 'SUBTREE' })).toMatchObject({ changedCount: 4 })
  await change('terminateSupervisor', { id: id('d') })
  expect(await change('moveSupervisor', { id: id('large'), parentId: id('to') })).toEqual(refusal(5))
  expect(await change('terminateSupervisor', { id: id('large'), childPolicy: 'CASCADE' })).toMatchObject({
    impact: { supervisors: 4 },
  })
})

test('a subtree that is too large can be changed in parts', async () => {
  expect(await change('terminateSupervisor', { id: id('a'), childPolicy: 'CASCADE' })).toMatchObject({ changed: true })
  expect(await change('terminateSupervisor', { id: id('large'), childPolicy: 'CASCADE' })).toMatchObject({
    changed: true,
    impact: { supervisors: 3 },
  })
})
