import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { UpdateTeamMemberInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const executeAs = withViewer(api)
let id: IdOf
let team = ''
const agent = randomUUID()
let member = ''
let ended = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, paused:PAUSED, failed:FAILED]')
  team = await givenTeam(api.pool, id('a'), 'team')
})
beforeEach(async () => {
  const fields = { role: 'LEAD', metadata: { badge: 7, tags: ['x'] } }
  const past = { joined_at: '2026-01-01T00:00:00.000', left_at: '2026-02-01T00:00:00.000' }
  ended = await givenMember(api.pool, team, agent, { ...fields, ...past })
  member = await givenMember(api.pool, team, agent, fields)
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('DELETE FROM supervisor_team_members')
})
const full = { role: 'LEAD', metadata: { badge: 7, tags: ['x'] }, version: 1 }

const updateDocument = graphql(`
  mutation UpdateTeamMember($input: UpdateTeamMemberInput!) {
    updateTeamMember(input: $input) {
      __typename
      ... on UpdateTeamMemberPayload {
        changed
        member {
          id
          role
          metadata
          version
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
      ... on ConflictError {
        current {
          id
          ... on SupervisorTeamMember {
            version
            active
            leftAt
          }
        }
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)
const update = async (input: UpdateTeamMemberInput) => (await api.data(updateDocument, { input })).updateTeamMember

/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(input: UpdateTeamMemberInput) {
  const before = await dumpTables(api.pool)
  const result = await update(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe('an update of a membership', () => {
  test.each([
    [{ role: 'Scout 🦀' }, { role: 'Scout 🦀' }],
    [{ role: 'x'.repeat(100) }, { role: 'x'.repeat(100) }],
    [{ metadata: {} }, { metadata: {} }],
    [{ metadata: { badge: null } }, { metadata: { badge: null } }],
    [
      { role: 'MEMBER', metadata: { a: 1 }, expectedVersion: 1 },
      { role: 'MEMBER', metadata: { a: 1 } },
    ],
  ])('with %j changes only these fields', async (change, changed) => {
    expect(await update({ id: member.toUpperCase(), ...change })).toEqual({
      __typename: 'UpdateTeamMemberPayload',
      changed: true,
      member: { id: member, ...full, ...changed, version: 2 },
    })
    const { rows } = await api.pool.query(
      `SELECT type, supervisor_id, team_id, before, after, version FROM supervisor_events WHERE membership_id = $1 AND version > 1`,
      [member],
    )
    const keys = Object.keys(changed)
    expect(rows).toEqual([
      {
        type: 'MEMBER_UPDATED',
        supervisor_id: id('a'),
        team_id: team,
        version: 2,
        before: Object.fromEntries(Object.entries(full).filter(([key]) => keys.includes(key))),
        after: changed,
      },
    ])
  })

  test.each([
    {},
    { role: 'LEAD' },
    { metadata: { tags: ['x'], badge: 7 } },
    { role: 'LEAD', metadata: { badge: 7, tags: ['x'] }, expectedVersion: 77 },
  ])('with the present values %j writes nothing', async (change) => {
    for (const each of [member, ended])
      expect(await unchanged({ id: each, ...change })).toEqual({
        __typename: 'UpdateTeamMemberPayload',
        changed: false,
        member: { id: each, ...full },
      })
  })

  test.each(['paused', 'failed'])('is accepted while the supervisor is %s', async (supervisor) => {
    const other = await givenTeam(api.pool, id(supervisor), 'other')
    const each = await givenMember(api.pool, other, agent)
    expect(await update({ id: each, role: 'LEAD' })).toMatchObject({ changed: true, member: { role: 'LEAD' } })
  })

  test('is made once if 8 concurrent requests expect the same version', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => update({ id: member, role: `R${i}`, expectedVersion: 1 })),
    )
    expect(results.map(({ __typename }) => __typename).sort()).toEqual([
      ...Array.from({ length: 7 }, () => 'ConflictError'),
      'UpdateTeamMemberPayload',
    ])
  })
})

describe('refuses the update', () => {
  test.each([
    [{ id: 'a' }, 'id', /expected a UUID/],
    [{ role: null }, 'role', /expected a value, got null\. Omit the field/],
    [{ role: '' }, 'role', /blank/],
    [{ role: 'x'.repeat(101) }, 'role', /expected 1 to 100 characters, got 101\./],
    [{ metadata: null }, 'metadata', /expected a value, got null\. Omit the field/],
    [{ metadata: [] }, 'metadata', /JSON object/],
  ])('with ValidationError for %j', async (change, path, message) => {
    expect(await unchanged({ id: member, role: 'NEW', ...change })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', path],
      message: expect.stringMatching(message) as unknown,
    })
  })

  test('with NotFoundError if the membership does not exist', async () => {
    for (const unknownId of [randomUUID(), team, agent])
      expect(await unchanged({ id: unknownId, role: 'NEW' })).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        path: ['input', 'id'],
        id: unknownId,
      })
  })

  test('with ConflictError if the version differs from the expected one', async () => {
    expect(await unchanged({ id: member, role: 'NEW', expectedVersion: 2 })).toMatchObject({
      __typename: 'ConflictError',
      code: 'CONFLICT',
      message: 'Version mismatch: expected 2, found 1. Reload the membership and retry.',
      current: { id: member, version: 1, active: true, leftAt: null },
    })
  })

  test('with ConflictError if the membership has ended', async () => {
    for (const change of [{ role: 'NEW' }, { metadata: {} }, { role: 'NEW', expectedVersion: 1 }])
      expect(await unchanged({ id: ended, ...change })).toMatchObject({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        message: expect.stringContaining('ended at 2026-02-01T00:00:00.000Z') as unknown,
        current: { id: ended, version: 1, active: false, leftAt: '2026-02-01T00:00:00.000Z' },
      })
  })

  test('with ConflictError if the membership ends first, in a race with its removal', async () => {
    const end = graphql(`
      mutation EndWhileUpdated($input: RemoveTeamMemberInput!) {
        removeTeamMember(input: $input) {
          __typename
        }
      }
    `)
    const members = await Promise.all(Array.from({ length: 8 }, () => givenMember(api.pool, team, randomUUID())))
    await Promise.all(
      members.map(async (each) => {
        const [updated, { removeTeamMember }] = await Promise.all([
          update({ id: each, role: 'NEW' }),
          api.data(end, { input: { id: each } }),
        ])
        expect(removeTeamMember.__typename).toBe('RemoveTeamMemberPayload')
        const { rows } = await api.pool.query('SELECT role, version FROM supervisor_team_members WHERE id = $1', [each])
        if (updated.__typename === 'UpdateTeamMemberPayload') expect(rows).toEqual([{ role: 'NEW', version: 3 }])
        else {
          expect(updated).toMatchObject({ __typename: 'ConflictError', current: { id: each, active: false } })
          expect(rows).toEqual([{ role: 'MEMBER', version: 2 }])
        }
      }),
    )
  })

  test('with ForbiddenError without the role OPERATE, and with NotFoundError if the caller cannot see the membership', async () => {
    const before = await dumpTables(api.pool)
    for (const role of ['READ', 'REPORT'] as const)
      expect(
        (await executeAs({ role }, updateDocument, { input: { id: member, role: 'NEW' } })).data.updateTeamMember,
      ).toMatchObject({ __typename: 'ForbiddenError', code: 'FORBIDDEN', required: 'OPERATE' })
    const viewer = { role: 'OPERATE', within: id('b') } as const
    for (const input of [{ id: member }, { id: member, role: 'NEW' }, { id: ended, role: 'NEW', expectedVersion: 7 }])
      expect((await executeAs(viewer, updateDocument, { input })).data.updateTeamMember).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'id'],
        id: input.id,
      })
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})
