import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Role } from '../../src/domain/glossary.ts'
import { graphql } from '../generated/index.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)
let id: IdOf
const agent = randomUUID()
let teamInside = ''
let teamOutside = ''
let memberInside = ''
let memberOutside = ''

// the caller is limited to the subtree of mine; the rest of the tree does not exist for it
beforeAll(async () => {
  id = await givenTree(
    api.pool,
    'root:PAUSED > [mine > [a > deep, held:PAUSED > waiting, over:TERMINATED], theirs > [b, c:FAILED]], other',
  )
  teamInside = await givenTeam(api.pool, id('a'), 'inside')
  teamOutside = await givenTeam(api.pool, id('b'), 'outside')
  memberInside = await givenMember(api.pool, teamInside, agent)
  memberOutside = await givenMember(api.pool, teamOutside, agent)
})
const outside = () => [id('root'), id('theirs'), id('b'), id('other')]

describe('a mutation by a caller that is limited to a subtree', () => {
  const spawn = graphql(`
    mutation BoundedSpawn($input: SpawnSupervisorInput!) {
      result: spawnSupervisor(input: $input) {
        __typename
        ... on ConflictError {
          current {
            id
          }
        }
        ... on ValidationError {
          path
          message
        }
      }
    }
  `)
  const terminate = graphql(`
    mutation BoundedTerminate($input: TerminateSupervisorInput!) {
      result: terminateSupervisor(input: $input) {
        __typename
      }
    }
  `)
  const create = graphql(`
    mutation BoundedCreateTeam($input: CreateTeamInput!) {
      result: createTeam(input: $input) {
        __typename
        ... on ConflictError {
          current {
            id
          }
        }
      }
    }
  `)
  const add = graphql(`
    mutation BoundedAdd($input: AddTeamMemberInput!) {
      result: addTeamMember(input: $input) {
        __typename
      }
    }
  `)
  const remove = graphql(`
    mutation BoundedRemove($input: RemoveTeamMemberInput!) {
      result: removeTeamMember(input: $input) {
        __typename
      }
    }
  `)

  test('outside the subtree returns NotFoundError and changes nothing', async () => {
    const before = await dumpTables(api.pool)
    const viewer = { within: id('mine'), role: 'OPERATE' } as const
    const notFound = { result: { __typename: 'NotFoundError' } }
    for (const each of outside()) {
      expect((await execute(viewer, spawn, { input: { name: 'x', parentId: each } })).data).toEqual(notFound)
      expect((await execute(viewer, terminate, { input: { id: each, childPolicy: 'CASCADE' } })).data).toEqual(notFound)
      expect((await execute(viewer, create, { input: { name: 'x', supervisorId: each } })).data).toEqual(notFound)
    }
    const newcomer = { teamId: teamOutside, agentId: randomUUID() }
    expect((await execute(viewer, add, { input: newcomer })).data).toEqual(notFound)
    expect((await execute(viewer, remove, { input: { id: memberOutside } })).data).toEqual(notFound)
    expect((await execute(viewer, remove, { input: { teamId: teamOutside, agentId: agent } })).data).toEqual(notFound)
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('cannot create roots, which would be outside', async () => {
    const before = await dumpTables(api.pool)
    const { data } = await execute({ within: id('mine') }, spawn, { input: { name: 'root 2' } })
    expect(data.result).toEqual({
      __typename: 'ValidationError',
      path: ['input', 'parentId'],
      message: `input.parentId: expected a supervisor in the subtree of ${id('mine')}, got a root. The caller can see only this subtree.`,
    })
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test('with an id that is used outside returns ConflictError without the owner of the id', async () => {
    const conflict = { result: { __typename: 'ConflictError', current: null } }
    const viewer = { within: id('mine') }
    const asSpawned = { id: id('b'), name: 'b', parentId: id('a') }
    expect((await execute(viewer, spawn, { input: asSpawned })).data).toEqual(conflict)
    const asCreated = { id: teamOutside, name: 'x', supervisorId: id('a') }
    expect((await execute(viewer, create, { input: asCreated })).data).toEqual(conflict)
  })

  test('cannot move children out of the subtree by a termination, even if a name is taken there', async () => {
    const top = await givenTree(api.pool, 'top > [own > x, y]')
    await api.pool.query(`UPDATE supervisors SET name = 'y' WHERE id = $1`, [top('x')])
    const document = graphql(`
      mutation BoundedReparent($input: TerminateSupervisorInput!) {
        result: terminateSupervisor(input: $input) {
          __typename
          ... on ValidationError {
            path
          }
        }
      }
    `)
    const input = { id: top('own'), childPolicy: 'REPARENT' as const }
    const { data } = await execute({ within: top('own') }, document, { input })
    expect(data.result).toEqual({ __typename: 'ValidationError', path: ['input', 'childPolicy'] })
  })

  test.each<Role>(['READ', 'REPORT'])('is refused with the role %s for any input', async (role) => {
    const before = await dumpTables(api.pool)
    for (const within of [null, id('mine')]) {
      const viewer = { role, within }
      const forbidden = { result: { __typename: 'ForbiddenError' } }
      expect((await execute(viewer, spawn, { input: { name: 'x', parentId: id('a') } })).data).toEqual(forbidden)
      expect((await execute(viewer, terminate, { input: { id: 'no UUID' } })).data).toEqual(forbidden)
      expect((await execute(viewer, create, { input: { name: 'x', supervisorId: id('a') } })).data).toEqual(forbidden)
      expect((await execute(viewer, add, { input: { teamId: teamInside, agentId: agent } })).data).toEqual(forbidden)
      expect((await execute(viewer, remove, { input: { id: memberInside } })).data).toEqual(forbidden)
    }
    expect(await dumpTables(api.pool)).toEqual(before)
  })

  test.each<Role>(['OPERATE', 'ADMIN'])('inside the subtree succeeds with the role %s', async (role) => {
    const viewer = { role, within: id('mine') }
    const { data } = await execute(viewer, spawn, { input: { name: `by ${role}`, parentId: id('a') } })
    expect(data.result.__typename).toBe('SpawnSupervisorPayload')
  })
})
