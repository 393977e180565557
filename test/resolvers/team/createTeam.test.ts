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
  id = await givenTree(
    api.pool,
    'root > [spawning:SPAWNING, paused:PAUSED, failed:FAILED, terminated:TERMINATED, ending]',
  )
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
  test('belongs to its supervisor, with the given fields and its first members', async () => {
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

  test.each(['spawning', 'paused'])('can belong to a supervisor that is %s, and can be empty', async (supervisor) => {
    const { team } = await created({ supervisorId: id(supervisor), name: 'empty' })
    expect(team).toMatchObject({ memberCount: 0, config: {}, description: null, objective: null })
  })

  test('can have the name of a team of another supervisor', async () => {
    await created({ supervisorId: id('paused'), name: 'taken' })
  })

  test('can have 1,000 members, in as many statements as with one member', async () => {
    const members = (count: number) => Array.from({ length: count }, () => ({ agentId: randomUUID() }))
    await created({ supervisorId: id('root'), name: 'one', members: members(1) })
    const statements = api.statements.length
    const { team } = await created({ supervisorId: id('root'), name: 'thousand', members: members(1_000) })
    expect(team.memberCount).toBe(1_000)
    expect(api.statements.length - statements).toBe(statements)
  })
})

describe('a repeated createTeam with the same id', () => {
  const agentId = randomUUID()
  const input = { id: randomUUID(), name: 'again', config: { x: 1, y: 2 }, members: [{ agentId }] }
  const whole = () => ({ ...input, supervisorId: id('ending') })

  test('returns the existing team, even if its supervisor was terminated since', async () => {
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
  ])('but with %j is refused with ConflictError and the existing team', async (other) => {
    expect(await refused({ ...whole(), ...other })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      message: expect.stringContaining(input.id) as unknown,
      current: { id: input.id, name: 'again' },
    })
  })

  test('is refused with ConflictError for another supervisor, or if the API did not create the existing team', async () => {
    expect(await refused({ ...whole(), supervisorId: id('root') })).toMatchObject({ __typename: 'ConflictError' })
    expect(await refused({ id: taken, supervisorId: id('root'), name: 'taken' })).toMatchObject({
      __typename: 'ConflictError',
      current: { id: taken, name: 'taken' },
    })
  })

  test('creates one team, with its members once, if 20 requests are concurrent', async () => {
    const once = { ...input, id: randomUUID(), name: 'stampede', supervisorId: id('root') }
    const results = await Promise.all(Array.from({ length: 20 }, () => created(once)))
    expect(results.filter((result) => result.created)).toHaveLength(1)
    for (const { team } of results) expect(team).toMatchObject({ id: once.id, memberCount: 1 })
  })
})

describe('refuses a team', () => {
  test('with NotFoundError if the supervisor does not exist', async () => {
    const unknownId = randomUUID()
    expect(await refused({ supervisorId: unknownId, name: 'x' })).toMatchObject({
      __typename: 'NotFoundError',
      code: 'NOT_FOUND',
      path: ['input', 'supervisorId'],
      id: unknownId,
    })
  })

  test.each([
    ['FAILED', 'failed'],
    ['TERMINATED', 'terminated'],
  ])('with ParentUnavailableError if the supervisor is %s', async (status, supervisor) => {
    expect(await refused({ supervisorId: id(supervisor), name: 'x' })).toMatchObject({
      __typename: 'ParentUnavailableError',
      code: 'PARENT_UNAVAILABLE',
      supervisor: { id: id(supervisor), status },
    })
  })

  test('with NameTakenError if the supervisor has a team with the name, and adds no member', async () => {
    expect(
      await refused({ supervisorId: id('root'), name: 'taken', members: [{ agentId: randomUUID() }] }),
    ).toMatchObject({ __typename: 'NameTakenError', code: 'NAME_TAKEN', name: 'taken', existing: { id: taken } })
  })

  test('with AlreadyMemberError if an agent is listed twice, regardless of case', async () => {
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

  test('with LimitExceededError above 1,000 members', async () => {
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
