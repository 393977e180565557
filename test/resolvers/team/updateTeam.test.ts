import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { UpdateTeamInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'
import { withViewer } from '../../support/api/withViewer.ts'

const api = withApi()
const executeAs = withViewer(api)
let id: IdOf
let team = ''
let sibling = ''

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [a, b, paused:PAUSED, failed:FAILED, terminated:TERMINATED]')
})
beforeEach(async () => {
  team = await givenTeam(api.pool, id('a'), 'team', {
    description: 'old',
    objective: 'win',
    config: { model: 'm', limits: { cpu: 1, ram: 2 } },
  })
  sibling = await givenTeam(api.pool, id('a'), 'taken')
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('DELETE FROM supervisor_teams')
})
const full = {
  name: 'team',
  description: 'old',
  objective: 'win',
  config: { model: 'm', limits: { cpu: 1, ram: 2 } },
  version: 1,
}

const updateDocument = graphql(`
  mutation UpdateTeam($input: UpdateTeamInput!) {
    updateTeam(input: $input) {
      __typename
      ... on UpdateTeamPayload {
        changed
        team {
          id
          name
          description
          objective
          config
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
      ... on NameTakenError {
        path
        name
        existing {
          id
        }
      }
      ... on ConflictError {
        path
        current {
          id
          ... on SupervisorTeam {
            version
          }
        }
      }
      ... on ForbiddenError {
        required
      }
    }
  }
`)
const update = async (input: UpdateTeamInput) => (await api.data(updateDocument, { input })).updateTeam

/** Sends a request that is refused or changes nothing, and fails the test if it wrote anything. */
async function unchanged(input: UpdateTeamInput) {
  const before = await dumpTables(api.pool)
  const result = await update(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}

describe('an update of a team', () => {
  test.each([
    [{ name: ' crew 🦀 ' }, { name: 'crew 🦀' }],
    [{ name: 'TAKEN' }, { name: 'TAKEN' }],
    [{ description: 'new' }, { description: 'new' }],
    [{ description: '' }, { description: '' }],
    [{ description: null }, { description: null }],
    [{ objective: 'lose' }, { objective: 'lose' }],
    [{ objective: null }, { objective: null }],
    [{ config: {} }, { config: {} }],
    [{ config: { limits: null } }, { config: { limits: null } }],
    [{ mergeConfig: { limits: { cpu: 3 } } }, { config: { model: 'm', limits: { cpu: 3, ram: 2 } } }],
    [{ mergeConfig: { limits: null, added: { x: null } } }, { config: { model: 'm', added: {} } }],
    [{ mergeConfig: { limits: [1] } }, { config: { model: 'm', limits: [1] } }],
    [
      { name: 'b', description: 'new', objective: null, config: { x: 1 }, expectedVersion: 1 },
      { name: 'b', description: 'new', objective: null, config: { x: 1 } },
    ],
  ])('with %j changes only these fields', async (change, changed) => {
    expect(await update({ id: team.toUpperCase(), ...change })).toEqual({
      __typename: 'UpdateTeamPayload',
      changed: true,
      team: { id: team, ...full, ...changed, version: 2 },
    })
    const { rows } = await api.pool.query(
      `SELECT type, supervisor_id, before, after, version FROM supervisor_events WHERE team_id = $1 AND version > 1`,
      [team],
    )
    const keys = Object.keys(changed)
    expect(rows).toEqual([
      {
        type: 'TEAM_UPDATED',
        supervisor_id: id('a'),
        version: 2,
        before: Object.fromEntries(Object.entries(full).filter(([key]) => keys.includes(key))),
        after: changed,
      },
    ])
  })

  test.each([
    {},
    { name: 'team', description: 'old', objective: 'win' },
    { config: { limits: { ram: 2, cpu: 1 }, model: 'm' } },
    { mergeConfig: {} },
    { mergeConfig: { limits: { cpu: 1 }, absent: null } },
    { name: 'team', expectedVersion: 77 },
  ])('with the present values %j writes nothing', async (change) => {
    expect(await unchanged({ id: team, ...change })).toEqual({
      __typename: 'UpdateTeamPayload',
      changed: false,
      team: { id: team, ...full },
    })
  })

  test.each(['paused', 'failed', 'terminated'])('is accepted while the supervisor is %s', async (supervisor) => {
    const other = await givenTeam(api.pool, id(supervisor), 'other')
    expect(await update({ id: other, name: 'taken' })).toMatchObject({ changed: true, team: { name: 'taken' } })
  })

  test('frees the old name, and can use a name that only a team of another supervisor has', async () => {
    await givenTeam(api.pool, id('b'), 'elsewhere')
    expect(await update({ id: team, name: 'elsewhere' })).toMatchObject({ changed: true })
    expect(await update({ id: sibling, name: 'team' })).toMatchObject({ changed: true })
  })

  test('merges concurrent patches without losing any', async () => {
    const results = await Promise.all(
      Array.from({ length: 12 }, (_, i) => update({ id: sibling, mergeConfig: { [`key${i}`]: i } })),
    )
    for (const result of results) expect(result).toMatchObject({ changed: true })
    const { rows } = await api.pool.query('SELECT config, version FROM supervisor_teams WHERE id = $1', [sibling])
    expect(rows).toEqual([
      { config: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`key${i}`, i])), version: 13 },
    ])
  })

  test('is made once if 8 concurrent requests expect the same version', async () => {
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, i) => update({ id: team, description: `d${i}`, expectedVersion: 1 })),
    )
    expect(results.map(({ __typename }) => __typename).sort()).toEqual([
      ...Array.from({ length: 7 }, () => 'ConflictError'),
      'UpdateTeamPayload',
    ])
  })
})

describe('refuses the update', () => {
  test.each([
    [{ id: 'a' }, 'id', /expected a UUID/],
    [{ name: null }, 'name', /expected a value, got null\. Omit the field/],
    [{ name: ' \t' }, 'name', /blank/],
    [{ name: 'x'.repeat(256) }, 'name', /expected 1 to 255 characters, got 256\./],
    [{ description: 'x'.repeat(10_001) }, 'description', /at most 10000/],
    [{ objective: '\ud800' }, 'objective', /surrogate/],
    [{ config: null }, 'config', /expected a value, got null/],
    [{ config: [] }, 'config', /JSON object/],
    [{ mergeConfig: null }, 'mergeConfig', /expected a value, got null/],
    [{ mergeConfig: 1 }, 'mergeConfig', /JSON object/],
    [{ config: {}, mergeConfig: {} }, 'mergeConfig', /got both/],
    [{ mergeConfig: { a: 'x'.repeat(65_500) } }, 'mergeConfig', /at most 65536 bytes/],
  ])('with ValidationError for %j', async (change, path, message) => {
    expect(await unchanged({ id: team, name: 'new', ...change })).toMatchObject({
      __typename: 'ValidationError',
      code: 'VALIDATION',
      path: ['input', path],
      message: expect.stringMatching(message) as unknown,
    })
  })

  test('with NotFoundError if the team does not exist', async () => {
    for (const unknownId of [randomUUID(), id('a')])
      expect(await unchanged({ id: unknownId, name: 'x' })).toMatchObject({
        __typename: 'NotFoundError',
        code: 'NOT_FOUND',
        path: ['input', 'id'],
        id: unknownId,
      })
  })

  test('with ConflictError if the version differs from the expected one', async () => {
    for (const expectedVersion of [0, 2])
      expect(await unchanged({ id: team, name: 'b', expectedVersion })).toMatchObject({
        __typename: 'ConflictError',
        code: 'CONFLICT',
        message: `Version mismatch: expected ${expectedVersion}, found 1. Reload the team and retry.`,
        current: { id: team, version: 1 },
      })
  })

  test('with NameTakenError if another team of the supervisor has the name', async () => {
    expect(await unchanged({ id: team, name: 'taken', description: 'new' })).toMatchObject({
      __typename: 'NameTakenError',
      code: 'NAME_TAKEN',
      name: 'taken',
      existing: { id: sibling },
    })
  })

  test('with NameTakenError in all but one of 6 concurrent requests for the same name', async () => {
    const teams = await Promise.all(Array.from({ length: 6 }, (_, i) => givenTeam(api.pool, id('a'), `team ${i}`)))
    const results = await Promise.all(teams.map((each) => update({ id: each, name: 'wanted (by, many)' })))
    const refusals = results.filter((result) => result.__typename !== 'UpdateTeamPayload')
    expect(refusals).toHaveLength(5)
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ __typename: 'NameTakenError', name: 'wanted (by, many)' })
    const { rows } = await api.pool.query('SELECT version FROM supervisor_teams WHERE id = ANY ($1) ORDER BY 1', [
      teams,
    ])
    expect(rows.map(({ version }) => version as number)).toEqual([1, 1, 1, 1, 1, 2])
  })

  test('with ForbiddenError without the role OPERATE, and with NotFoundError if the caller cannot see the team', async () => {
    const before = await dumpTables(api.pool)
    const input = { id: team, name: 'new' }
    for (const role of ['READ', 'REPORT'] as const)
      expect((await executeAs({ role }, updateDocument, { input })).data.updateTeam).toMatchObject({
        __typename: 'ForbiddenError',
        code: 'FORBIDDEN',
        required: 'OPERATE',
      })
    const viewer = { role: 'OPERATE', within: id('b') } as const
    for (const name of ['new', 'team', 'taken'])
      expect((await executeAs(viewer, updateDocument, { input: { id: team, name } })).data.updateTeam).toMatchObject({
        __typename: 'NotFoundError',
        path: ['input', 'id'],
        id: team,
      })
    expect(await dumpTables(api.pool)).toEqual(before)
  })
})
