import { beforeEach, describe, expect, test } from 'vitest'
import { TypedDocumentString } from '../generated/graphql.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'
import { clearHierarchy } from '../support/database/clearHierarchy.ts'
import { givenTeam } from '../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { keepUntilCurrent } from '../support/database/randomChanges.ts'

/**
 * Counts that requests share, and counts that the database keeps, can be older than the time at which a subtree entered the
 * subtree of the caller. They then contain what the caller could not see.
 */

const api = withApi()
const execute = withViewer(api)
let id: IdOf

beforeEach(async () => {
  await clearHierarchy(api.pool)
  await keepUntilCurrent(api.db)
  id = await givenTree(api.pool, 'root > [above > mine > a, theirs > visitor > [stays > deep, leaves]]')
})
const mine = () => ({ within: id('mine') })
const move = (what: string, below: string) =>
  api.pool.query('UPDATE supervisors SET parent_id = $2 WHERE id = $1', [id(what), id(below)])
/** A child leaves the visitor, and the visitor enters the subtree of `mine`. */
async function enter(): Promise<void> {
  await move('leaves', 'root')
  await move('visitor', 'a')
}

interface Stats {
  supervisors: number
  maxLevel: number
}
const statsDocument = new TypedDocumentString<{ stats: Stats; supervisor: { stats: Stats } | null }, object>(
  `query ($id: ID!, $age: Int) {
    stats(within: $id, maxAgeSeconds: $age) { supervisors maxLevel }
    supervisor(id: $id) { stats(maxAgeSeconds: $age) { supervisors maxLevel } }
  }`,
)
async function statsFor(viewer: object, of: string, age = 3_600) {
  const { data, errors } = await execute(viewer, statsDocument, { id: id(of), age })
  expect(errors).toBe(undefined)
  return data
}
const both = (stats: Stats) => ({ stats, supervisor: { stats } })

describe('stats of a subtree that has entered', () => {
  // the levels count from `mine`: a is on level 1
  const current = both({ supervisors: 3, maxLevel: 4 })

  test('are not those that a caller outside has shared', async () => {
    expect(await statsFor({}, 'visitor')).toEqual(both({ supervisors: 4, maxLevel: 4 }))
    expect(await statsFor({ within: id('theirs') }, 'visitor')).toEqual(both({ supervisors: 4, maxLevel: 3 }))
    await enter()
    expect(await statsFor(mine(), 'visitor')).toEqual(current)
  })

  test('are not those that were kept before', async () => {
    await keepUntilCurrent(api.db)
    await enter()
    expect(await statsFor(mine(), 'visitor')).toEqual(current)
  })

  test('are shared again with callers that see the same place', async () => {
    await statsFor({}, 'visitor')
    await enter()
    await statsFor(mine(), 'visitor')
    api.statements.length = 0
    expect(await statsFor(mine(), 'visitor')).toEqual(current)
    expect(api.statements.filter((text) => text.includes('"computedAt"'))).toEqual([])
  })
})

test('stats of a subtree that has left are those of an unknown id', async () => {
  await statsFor({}, 'a')
  expect(await statsFor(mine(), 'a')).toEqual(both({ supervisors: 1, maxLevel: 1 }))
  await move('a', 'theirs')
  expect(await statsFor(mine(), 'a')).toEqual({ stats: { supervisors: 0, maxLevel: 0 }, supervisor: null })
})

test('the number of rows in a large list is not shared with a caller in another place', async () => {
  const team = await givenTeam(api.pool, id('visitor'), 'large')
  await api.pool.query(
    `INSERT INTO supervisor_team_members (team_id, agent_id, role)
     SELECT $1, gen_random_uuid(), 'R' FROM generate_series(1, 10002)`,
    [team],
  )
  const document = new TypedDocumentString<{ team: { members: { totalCount: number } } }, object>(
    'query ($id: ID!) { team(id: $id) { members { totalCount } } }',
  )
  const countFor = async (viewer: object) =>
    (await execute(viewer, document, { id: team })).data.team.members.totalCount
  const end = () =>
    api.pool.query(
      `UPDATE supervisor_team_members SET left_at = greatest(joined_at, timezone('utc', now()))
       WHERE id = (SELECT id FROM supervisor_team_members WHERE left_at IS NULL LIMIT 1)`,
    )
  expect(await countFor({})).toBe(10_002)
  await end()
  expect(await countFor({})).toBe(10_002) // up to five seconds old
  await enter()
  expect(await countFor(mine())).toBe(10_001)
  await end()
  expect(await countFor(mine())).toBe(10_001)
})
