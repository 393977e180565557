import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CreateTeamInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi()
let id: IdOf
let taken = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [starting:SPAWNING, held:PAUSED, broken:FAILED, over:TERMINATED, ending]')
  taken = await givenTeam(api.pool, id('root'), 'taken')
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

const createDocument = graphql(`
  mutation CreateTeam($input: CreateTeamInput!) {
    createTeam(input: $input) {
      __typename
      ... on CreateTeamPayload {
        created
        team {
          id
          name
          description
          objective
          config
          version
          supervisor {
            id
          }
          memberCount
          members(first: 100) {
            nodes {
              agent {
                id
              }
              role
              metadata
              active
              version
            }
          }
        }
      }
      ... on Error {
        message
        code
      }
      ... on ValidationError {
        path
      }
      ... on NotFoundError {
        path
        id
      }
      ... on LimitExceededError {
        path
        limit
        actual
      }
      ... on ParentUnavailableError {
        supervisor {
          id
          status
        }
      }
      ... on NameTakenError {
        name
        existing {
          id
        }
      }
      ... on AlreadyMemberError {
        memberships {
          id
        }
      }
      ... on ConflictError {
        current {
          id
          ... on SupervisorTeam {
            name
          }
        }
      }
    }
  }
`)
const create = async (input: CreateTeamInput) => (await api.data(createDocument, { input })).createTeam

async function created(input: CreateTeamInput) {
  const result = await create(input)
  if (result.__typename !== 'CreateTeamPayload') throw new Error(result.message)
  return result
}
async function refused(input: CreateTeamInput) {
  const before = await dumpTables(api.pool)
  const result = await create(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe('a created team', () => {
  test('belongs to its supervisor, with what was said of it and its first members', async () => {
    const [lead, other] = [randomUUID(), randomUUID()]
    const { team, created: isNew } = await created({
      supervisorId: id('root'),
      name: 'night-shift',
      description: 'from ten to six',
      objective: 'Nobody wakes up.',
      config: { tz: 'UTC' },
      members: [{ agentId: lead, role: 'Captain 🦀', metadata: { badge: 7 } }, { agentId: other.toUpperCase() }],
    })
    expect(isNew).toBe(true)
    expect(team).toMatchObject({
      name: 'night-shift',
      description: 'from ten to six',
      objective: 'Nobody wakes up.',
      config: { tz: 'UTC' },
      version: 1,
      supervisor: { id: id('root') },
      memberCount: 2,
    })
    const members = new Map(team.members.nodes.map(({ agent, ...member }) => [agent.id, member]))
    expect(members.get(lead)).toEqual({ role: 'Captain 🦀', metadata: { badge: 7 }, active: true, version: 1 })
    expect(members.get(other)).toEqual({ role: 'MEMBER', metadata: {}, active: true, version: 1 })
  })

  test.each(['starting', 'held'])('may belong to a supervisor that is %s, and be empty', async (supervisor) => {
    const { team } = await created({ supervisorId: id(supervisor), name: 'empty' })
    expect(team).toMatchObject({ memberCount: 0, config: {}, description: null, objective: null })
  })

  test('may have the name of another supervisor’s team', async () => {
    await created({ supervisorId: id('held'), name: 'taken' })
  })

  test('may have a thousand members, in as many statements as one with one', async () => {
    const members = (count: number) => Array.from({ length: count }, () => ({ agentId: randomUUID() }))
    await created({ supervisorId: id('root'), name: 'one', members: members(1) })
    const statements = api.statements.length
    const { team } = await created({ supervisorId: id('root'), name: 'thousand', members: members(1_000) })
    expect(team.memberCount).toBe(1_000)
    expect(api.statements.length - statements).toBe(statements)
  })
})

describe('creating again by the same id', () => {
  const agentId = randomUUID()
  const input = { id: randomUUID(), name: 'again', config: { x: 1, y: 2 }, members: [{ agentId }] }
  const whole = () => ({ ...input, supervisorId: id('ending') })

  test('answers what is there, also when its supervisor is over', async () => {
    expect(await created(whole())).toMatchObject({ created: true, team: { id: input.id, memberCount: 1 } })
    expect(await created({ ...whole(), config: { y: 2, x: 1 } })).toMatchObject({ created: false })
    expect(await created({ ...whole(), members: [{ agentId, role: 'MEMBER', metadata: {} }] })).toMatchObject({
      created: false,
    })
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE id = $1`, [id('ending')])
    const before = await dumpTables(api.pool)
    expect(await created(whole())).toMatchObject({ created: false, team: { id: input.id, memberCount: 0 } })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test.each([
    { name: 'Again' },
    { config: { x: 1 } },
    { description: 'new' },
    { objective: '' },
    { members: [] },
    { members: [{ agentId, role: 'LEAD' }] },
    { members: [{ agentId, metadata: { a: 1 } }] },
    { members: [{ agentId: randomUUID() }] },
  ])('with %j is another input: a conflict, with what is there', async (other) => {
    expect(await refused({ ...whole(), ...other })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      message: expect.stringContaining(input.id) as unknown,
      current: { id: input.id, name: 'again' },
    })
  })

  test('for another supervisor, or as a team that somebody else made, is a conflict', async () => {
    expect(await refused({ ...whole(), supervisorId: id('root') })).toMatchObject({ __typename: 'ConflictError' })
    expect(await refused({ id: taken, supervisorId: id('root'), name: 'taken' })).toMatchObject({
      __typename: 'ConflictError',
      current: { id: taken, name: 'taken' },
    })
  })

  test('many at once make one, with its members once', async () => {
    const once = { ...input, id: randomUUID(), name: 'stampede', supervisorId: id('root') }
    const results = await Promise.all(Array.from({ length: 20 }, () => created(once)))
    expect(results.filter((result) => result.created)).toHaveLength(1)
    for (const { team } of results) expect(team).toMatchObject({ id: once.id, memberCount: 1 })
  })
})

describe('a team is refused', () => {
  test('with NotFoundError where there is no such supervisor', async () => {
    const nobody = randomUUID()
    expect(await refused({ supervisorId: nobody, name: 'x' })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'supervisorId'],
      id: nobody,
    })
  })

  test.each([
    ['broken', 'FAILED'],
    ['over', 'TERMINATED'],
  ])('with ParentUnavailableError where the supervisor, %s, is %s', async (supervisor, status) => {
    expect(await refused({ supervisorId: id(supervisor), name: 'x' })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(supervisor), status },
    })
  })

  test('with NameTakenError where the supervisor has one of that name, and no member is added', async () => {
    expect(
      await refused({ supervisorId: id('root'), name: 'taken', members: [{ agentId: randomUUID() }] }),
    ).toMatchObject({ __typename: 'NameTakenError', code: 'NAME_TAKEN', name: 'taken', existing: { id: taken } })
  })

  test('with AlreadyMemberError where an agent is named twice, in whatever case', async () => {
    const agentId = randomUUID()
    expect(
      await refused({
        supervisorId: id('root'),
        name: 'x',
        members: [{ agentId }, { agentId: randomUUID() }, { agentId: agentId.toUpperCase(), role: 'LEAD' }],
      }),
    ).toMatchObject({
      __typename: 'AlreadyMemberError',
      code: 'ALREADY_MEMBER',
      message: expect.stringContaining(agentId) as unknown,
      memberships: [],
    })
  })

  test('with LimitExceededError above a thousand members', async () => {
    const members = Array.from({ length: 1_001 }, () => ({ agentId: randomUUID() }))
    expect(await refused({ supervisorId: id('root'), name: 'x', members })).toMatchObject({
      __typename: 'LimitExceededError',
      code: 'LIMIT_EXCEEDED',
      path: ['input', 'members'],
      limit: 1_000,
      actual: 1_001,
    })
  })
})
