import { beforeAll, expect, test } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { codesIn, readReference, sectionOf } from './pages.ts'

const database = withDatabase()
beforeAll(() => loadDemoFleet(database.pool))

test.each([
  ['supervisor', 'SUPERVISOR_SPAWNED'],
  ['team', 'TEAM_CREATED'],
  ['membership', 'MEMBER_JOINED'],
])('events.md lists the fields of a new %s', async (row, type) => {
  const { rows } = await database.pool.query<{ after: object }>(
    'SELECT after FROM supervisor_events WHERE type = $1 LIMIT 1',
    [type],
  )
  const table = sectionOf(readReference('events'), '`before` and `after`')
  const [, cell = ''] = new RegExp(`^\\| ${row} \\|(.+)\\|$`, 'm').exec(table) ?? []
  expect(codesIn(cell).toSorted()).toEqual(Object.keys(rows[0]?.after ?? {}).toSorted())
})
