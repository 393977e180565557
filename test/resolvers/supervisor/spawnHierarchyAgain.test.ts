import { randomUUID } from 'node:crypto'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { SpawnHierarchyInput } from '../../generated/graphql.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree, pathsOf, type IdOf } from '../../support/database/givenTree.ts'
import { fetchEvents } from '../../support/events/replayEvents.ts'
import { untilWaiting } from '../../support/database/untilBlocked.ts'
import { withApi } from '../../support/api/withApi.ts'
import { agents, chain, node, team, withSpawnHierarchy } from '../../support/api/withSpawnHierarchy.ts'

const api = withApi()
const { spawn, spawned } = withSpawnHierarchy(api)
let id: IdOf

beforeAll(async () => {
  id = await givenTree(api.pool, 'root > [starting:SPAWNING, held:PAUSED], other')
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
})

describe('a repeated spawnHierarchy with the same ids', () => {
  const tree = () => {
    const [upper, side] = [chain(['upper', 'lower']), node('side')]
    const teams = [team('crew', { members: agents(2) })]
    const top = node('again', { config: { x: 1, y: 2 }, teams, children: [upper, side] })
    return { top, upper, side, input: { parentId: id('other'), supervisors: [top] } }
  }
  test('changes nothing, even if the supervisors were moved, renamed or terminated since', async () => {
    const { top, upper, side, input } = tree()
    await spawned(input)
    await api.pool.query(`UPDATE supervisors SET parent_id = $2 WHERE id = $1`, [upper.id, id('held')])
    await api.pool.query(`UPDATE supervisors SET status = 'PAUSED', name = 'renamed' WHERE id = $1`, [side.id])
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path)`, [top.id])
    const before = await dumpTables(api.pool)
    expect(await spawned(input)).toMatchObject({
      created: 0,
      existing: 4,
      supervisors: [{ id: top.id, status: 'TERMINATED' }],
    })
    const sameMeaning = { ...top, id: top.id.toUpperCase(), config: { y: 2, x: 1 }, policyVersionId: null }
    expect(await spawned({ ...input, supervisors: [sameMeaning] })).toMatchObject({ created: 0, existing: 4 })
    expect(await dumpTables(api.pool)).toEqual(before)
    // frees its names for the next tests
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path)`, [upper.id])
  })

  test('creates the missing supervisors and teams below the existing ones, at their present place', async () => {
    const { top, upper, input } = tree()
    await spawned(input)
    await api.pool.query(`UPDATE supervisors SET parent_id = $2 WHERE id = $1`, [upper.id, id('starting')])
    const late = node('late')
    const more = {
      ...top,
      teams: [...(top.teams ?? []), team('late', { members: agents(1) })],
      children: [
        { ...upper, children: [...(upper.children ?? []), late] },
        node('later', { children: [node('last')] }),
      ],
    }
    expect(await spawned({ ...input, supervisors: [more] })).toMatchObject({ created: 3, existing: 3 })
    expect(await pathsOf(api.pool)).toMatchObject({
      late: '3 root/starting/upper/late',
      last: '3 other/again/later/last',
    })
    const events = (await fetchEvents(api.pool)).filter(({ supervisorId }) => supervisorId === late.id)
    expect(events.map(({ type }) => type)).toEqual(['SUPERVISOR_SPAWNED'])
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE $1 = ANY (path) OR $2 = ANY (path)`, [
      top.id,
      upper.id,
    ])
  })

  test('that is sent ten times concurrently creates the hierarchy once', async () => {
    const { top, input } = tree()
    const before = await dumpTables(api.pool)
    const results = await Promise.all(Array.from({ length: 10 }, () => spawned(input)))
    const counts = results.map(({ created }) => created)
    expect(counts.filter((count) => count > 0)).toEqual([4])
    for (const { created, existing, supervisors } of results) {
      expect(created + existing).toBe(4)
      expect(supervisors).toMatchObject([{ id: top.id }])
    }
    const after = await dumpTables(api.pool)
    const grownBy = (table: string): number => (after[table]?.length ?? 0) - (before[table]?.length ?? 0)
    expect(['supervisors', 'supervisor_teams', 'supervisor_team_members', 'supervisor_events'].map(grownBy)).toEqual([
      4, 1, 2, 7,
    ])
  })

  test('creates each supervisor once if ten concurrent requests overlap', async () => {
    const [a, b, c] = [node('overlap a'), node('overlap b'), node('overlap c')]
    const parts = [[a, b], [b, c], [c, a], [b, a], [c, b], [a, c], [a], [b], [c], [a, b, c]]
    const results = await Promise.all(parts.map((supervisors) => spawned({ parentId: id('other'), supervisors })))
    expect(results.reduce((sum, { created }) => sum + created, 0)).toBe(3)
  })

  test('succeeds once if ten concurrent requests have the same names and different ids', async () => {
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        spawn({ parentId: id('other'), supervisors: [node('contested', { children: [node('child')] })] }),
      ),
    )
    const winners = results.filter((result) => result.__typename === 'SpawnHierarchyPayload')
    expect(winners).toMatchObject([{ created: 2 }])
    for (const result of results) {
      if (result.__typename === 'SpawnHierarchyPayload') continue
      expect(result).toMatchObject({
        __typename: 'NameTakenError',
        path: ['input', 'supervisors', '0', 'name'],
        namesake: { id: winners[0]?.supervisors[0]?.id },
      })
    }
  })
})

describe('spawnHierarchy waits for a concurrent writer that bypasses the API', () => {
  /** Starts a spawn after the writer wrote, ends the writer's transaction, and returns the result of the spawn. */
  const spawnBeside = async (
    write: string,
    values: unknown[],
    end: 'COMMIT' | 'ROLLBACK',
    input: SpawnHierarchyInput,
  ) => {
    const writer = await api.session()
    await writer.query('BEGIN')
    await writer.query(write, values)
    const spawning = spawn(input)
    await untilWaiting(api.pool)
    await writer.query(end)
    return spawning
  }
  const insert = 'INSERT INTO supervisors (id, parent_id, name) VALUES ($1, $2, $3)'
  const insertTeam = 'INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ($1, $2, $3)'
  const place = ['input', 'supervisors', '0']

  test('and returns NameTakenError if the writer took the name', async () => {
    const first = randomUUID()
    const top = node('wanted by two', { children: [chain(['x', 'y'])], teams: [team('z')] })
    const values = [first, id('other'), top.name]
    expect(await spawnBeside(insert, values, 'COMMIT', { parentId: id('other'), supervisors: [top] })).toMatchObject({
      __typename: 'NameTakenError',
      path: [...place, 'name'],
      namesake: { id: first },
    })
  })

  test('and returns ConflictError if the writer took an id of a supervisor or a team', async () => {
    const [below, crew] = [node('below'), team('crew')]
    const top = node('top of taken', { children: [below], teams: [crew] })
    const input = { parentId: id('other'), supervisors: [top] }
    const cases: [sql: string, taken: string, place: string[]][] = [
      [insert, top.id, ['id']],
      [insert, below.id, ['children', '0', 'id']],
      [insertTeam, crew.id, ['teams', '0', 'id']],
    ]
    for (const [sql, taken, path] of cases) {
      expect(await spawnBeside(sql, [taken, id('other'), randomUUID()], 'COMMIT', input)).toMatchObject({
        __typename: 'ConflictError',
        path: [...place, ...path],
        current: { id: taken },
      })
      await api.pool.query(
        `WITH team AS (DELETE FROM supervisor_teams WHERE id = $1) DELETE FROM supervisors WHERE id = $1`,
        [taken],
      )
    }
    expect(await spawned(input)).toMatchObject({ created: 2 })
  })

  test('and returns NameTakenError if the writer took the name of a team', async () => {
    const top = node('has two teams')
    await spawned({ parentId: id('other'), supervisors: [top] })
    const first = randomUUID()
    const late = { ...top, teams: [team('a'), team('twice', { members: agents(1) })], children: [node('x')] }
    const input = { parentId: id('other'), supervisors: [late] }
    expect(await spawnBeside(insertTeam, [first, top.id, 'twice'], 'COMMIT', input)).toMatchObject({
      __typename: 'NameTakenError',
      path: [...place, 'teams', '1', 'name'],
      namesake: { id: first },
    })
  })

  test('and creates the hierarchy if the writer rolls back', async () => {
    const top = node('taken for a moment', {
      children: [chain(['x', 'y'])],
      teams: [team('z', { members: agents(2) })],
    })
    const input = { parentId: id('other'), supervisors: [top] }
    expect(await spawnBeside(insert, [top.id, id('other'), 'q'], 'ROLLBACK', input)).toMatchObject({ created: 3 })
  })

  test('and returns NotFoundError if the writer deleted the parent', async () => {
    const gone = await givenTree(api.pool, 'gone')
    const input = { parentId: gone('gone'), supervisors: [chain(['x', 'y'])] }
    expect(await spawnBeside('DELETE FROM supervisors WHERE id = $1', [gone('gone')], 'COMMIT', input)).toMatchObject({
      __typename: 'NotFoundError',
      path: ['input', 'parentId'],
      id: gone('gone'),
    })
  })
})
