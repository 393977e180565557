import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SpawnHierarchyInput, SpawnNodeInput } from '../../generated/graphql.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withRawPost } from '../../support/api/withRawPost.ts'
import {
  agents,
  chain,
  node,
  spawnHierarchyDocument,
  team,
  withSpawnHierarchy,
} from '../../support/api/withSpawnHierarchy.ts'

const api = withApi()
const rawPost = withRawPost(api)
const { spawned, refused } = withSpawnHierarchy(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root > [spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED], other',
  )
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

describe('refuses a hierarchy', () => {
  test('with NotFoundError if the parent does not exist, or is part of the hierarchy', async () => {
    const unknownId = randomUUID()
    expect(await refused({ parentId: unknownId, supervisors: [chain(['x', 'y'])] })).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'parentId'],
      id: unknownId,
    })
    const itself = node('itself')
    expect(await refused({ parentId: itself.id, supervisors: [itself] })).toMatchObject({ __typename: 'NotFoundError' })
  })

  test.each([
    ['FAILED', 'failed'],
    ['TERMINATED', 'terminated'],
  ])('with ParentUnavailableError if the parent is %s', async (status, parent) => {
    expect(await refused({ parentId: id(parent), supervisors: [node('x')] })).toMatchObject({
      __typename: 'ParentUnavailableError',
      path: ['input', 'parentId'],
      supervisor: { id: id(parent), status },
    })
  })

  test('with ParentUnavailableError if it adds a child or a team to an existing supervisor that is FAILED', async () => {
    const failed = node('will fail')
    const input = (more: Partial<SpawnNodeInput>) => ({
      parentId: id('other'),
      supervisors: [node('not made'), { ...failed, ...more }],
    })
    await spawned({ parentId: id('other'), supervisors: [failed] })
    await api.pool.query(`UPDATE supervisors SET status = 'FAILED' WHERE id = $1`, [failed.id])
    expect(await refused(input({ children: [node('x')] }))).toMatchObject({
      __typename: 'ParentUnavailableError',
      path: ['input', 'supervisors', '1', 'children', '0'],
      supervisor: { id: failed.id, status: 'FAILED' },
    })
    expect(await refused(input({ teams: [team('x')] }))).toMatchObject({
      __typename: 'ParentUnavailableError',
      path: ['input', 'supervisors', '1', 'teams', '0'],
    })
  })

  test('with NameTakenError if a live sibling has the name', async () => {
    expect(await refused({ parentId: id('root'), supervisors: [node('x'), node('paused')] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '1', 'name'],
      name: 'paused',
      namesake: { id: id('paused') },
    })
    expect(await refused({ supervisors: [node('root')] })).toMatchObject({ namesake: { id: id('root') } })
  })

  test('with NameTakenError if an existing supervisor already has a child or a team with the name', async () => {
    const [top, child, crew] = [node('names below'), node('child'), team('crew')]
    await spawned({ supervisors: [{ ...top, children: [child], teams: [crew] }] })
    expect(await refused({ supervisors: [{ ...top, children: [node('x'), node('child')] }] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'children', '1', 'name'],
      namesake: { id: child.id },
    })
    expect(await refused({ supervisors: [{ ...top, teams: [team('x'), team('crew')] }] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'teams', '1', 'name'],
      name: 'crew',
      namesake: { id: crew.id },
    })
  })

  test('with NameTakenError if the input has the same name twice among siblings', async () => {
    expect(
      await refused({ supervisors: [node('x', { children: [node('twice'), node('y'), node('twice')] })] }),
    ).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'children', '2', 'name'],
      name: 'twice',
      namesake: null,
    })
    expect(await refused({ supervisors: [node('x', { teams: [team('twice'), team('twice')] })] })).toMatchObject({
      __typename: 'NameTakenError',
      path: ['input', 'supervisors', '0', 'teams', '1', 'name'],
      namesake: null,
    })
  })

  test('with LevelLimitError if its deepest supervisor would be below the maximum level', async () => {
    const names = Array.from({ length: 10 }, (_, i) => `level ${i + 1}`)
    const deep = (below: readonly string[]) => ({ parentId: id('root'), supervisors: [node('flat'), chain(below)] })
    expect(await refused(deep([...names, 'level 11']))).toMatchObject({
      __typename: 'LevelLimitError',
      path: ['input', 'supervisors', '1', ...Array.from({ length: 10 }, () => ['children', '0']).flat()],
      limit: 10,
      actual: 11,
    })
    expect(await spawned(deep(names))).toMatchObject({ created: 11 })
  })

  test('with ConflictError if an id belongs to an object that was created from another input', async () => {
    const [top, child, crew] = [node('taken ids'), node('child'), team('crew', { members: agents(1) })]
    const whole = { ...top, children: [child], teams: [crew] }
    await spawned({ supervisors: [whole] })
    const supervisors = ['input', 'supervisors']
    const cases: [SpawnHierarchyInput, string[], string][] = [
      [{ supervisors: [node('x'), { ...whole, config: { new: 1 } }] }, [...supervisors, '1', 'id'], top.id],
      [{ parentId: id('other'), supervisors: [whole] }, [...supervisors, '0', 'id'], top.id],
      [
        { supervisors: [{ ...whole, children: [{ ...child, name: 'Child' }] }] },
        [...supervisors, '0', 'children', '0', 'id'],
        child.id,
      ],
      [
        { supervisors: [{ ...whole, teams: [{ ...crew, members: [] }] }] },
        [...supervisors, '0', 'teams', '0', 'id'],
        crew.id,
      ],
      [{ supervisors: [node('x', { id: id('paused') })] }, [...supervisors, '0', 'id'], id('paused')],
    ]
    for (const [input, path, taken] of cases)
      expect(await refused(input)).toMatchObject({ __typename: 'ConflictError', path, current: { id: taken } })
  })

  test('with AlreadyMemberError if a team has an agent twice, regardless of case', async () => {
    const agentId = randomUUID()
    const crew = team('crew', { members: [{ agentId }, ...agents(1), { agentId: agentId.toUpperCase() }] })
    expect(await refused({ supervisors: [node('x', { teams: [team('fine'), crew] })] })).toMatchObject({
      __typename: 'AlreadyMemberError',
      path: ['input', 'supervisors', '0', 'teams', '1', 'members', '2', 'agentId'],
      memberships: [],
    })
  })

  test('with LimitExceededError above 5,000 teams or 20,000 members together', async () => {
    const crowd = (count: number) => Array.from({ length: count }, (_, i) => team(`t ${i}`))
    const crowded = [0, 1, 2, 3, 4].map((i) => node(`n ${i}`, { teams: crowd(1_000) }))
    expect(await refused({ supervisors: [...crowded, node('5', { teams: crowd(1) })] })).toMatchObject({
      __typename: 'LimitExceededError',
      path: ['input', 'supervisors'],
      limit: 5_000,
      actual: 5_001,
    })
    const staffed = Array.from({ length: 21 }, (_, i) => team(`t ${i}`, { members: agents(i < 20 ? 1_000 : 1) }))
    expect(await refused({ supervisors: [node('x', { children: [node('y', { teams: staffed })] })] })).toMatchObject({
      __typename: 'LimitExceededError',
      path: ['input', 'supervisors'],
      limit: 20_000,
      actual: 20_001,
    })
  })

  test('with LimitExceededError above 1,000 supervisors, or above 1,000 members of a team', async () => {
    const many = Array.from({ length: 500 }, (_, i) => node(`n ${i}`, { children: [node('below')] }))
    expect(await refused({ supervisors: [...many, node('1,001')] })).toMatchObject({
      __typename: 'LimitExceededError',
      path: ['input', 'supervisors'],
      limit: 1_000,
      actual: 1_001,
    })
    expect(
      await refused({ supervisors: [node('x', { teams: [team('crew', { members: agents(1_001) })] })] }),
    ).toMatchObject({
      __typename: 'LimitExceededError',
      path: ['input', 'supervisors', '0', 'teams', '0', 'members'],
      limit: 1_000,
      actual: 1_001,
    })
  })

  test('with ValidationError at the path of the invalid field', async () => {
    const repeated = randomUUID()
    const cases: [SpawnNodeInput[], string[]][] = [
      [
        [node('x'), node(' ')],
        ['1', 'name'],
      ],
      [[node('x', { id: 'no UUID' })], ['0', 'id']],
      [[node('x', { children: [node('y', { config: [] })] })], ['0', 'children', '0', 'config']],
      [[node('x', { teams: [team('y', { objective: 'nul \0' })] })], ['0', 'teams', '0', 'objective']],
      [
        [node('x', { teams: [team('y', { members: [{ agentId: 'no' }] })] })],
        ['0', 'teams', '0', 'members', '0', 'agentId'],
      ],
      [[node('x', { policyVersionId: '1' })], ['0', 'policyVersionId']],
      [
        [node('x', { id: repeated }), node('y', { children: [node('z', { id: repeated.toUpperCase() })] })],
        ['1', 'children', '0', 'id'],
      ],
      [
        [node('x', { teams: [team('y', { id: repeated })] }), node('z', { teams: [team('y', { id: repeated })] })],
        ['1', 'teams', '0', 'id'],
      ],
    ]
    for (const [supervisors, path] of cases)
      expect(await refused({ parentId: randomUUID(), supervisors })).toMatchObject({
        __typename: 'ValidationError',
        path: ['input', 'supervisors', ...path],
      })
    expect(await refused({ parentId: 'no', supervisors: [] })).toMatchObject({ path: ['input', 'parentId'] })
  })

  test('if it is nested more deeply than any hierarchy can be', async () => {
    const nested = (levels: number): string => {
      const nodes = Array.from({ length: levels }, () => `[{"id":"${randomUUID()}","name":"x"`)
      const input = `{"supervisors":${nodes.join(',"children":')}${'}]'.repeat(levels)}}`
      return `{"query":${JSON.stringify(String(spawnHierarchyDocument))},"variables":{"input":${input}}}`
    }
    for (const levels of [102, 300]) {
      expect(await rawPost(nested(levels))).toMatchObject({
        data: {
          spawnHierarchy: {
            __typename: 'LevelLimitError',
            path: ['input', 'supervisors'],
            limit: 100,
            actual: levels - 1,
          },
        },
      })
    }
    expect(await rawPost(nested(50_000))).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
  })
})
