import { expect, test } from 'vitest'
import { neededRights } from '../../src/db/queries/condition.ts'
import { sectionOf } from './pages.ts'
import { readProjectFile } from './projectFiles.ts'

test('the guide grants a server role exactly the privileges that the server needs', () => {
  const section = sectionOf(readProjectFile('docs/guides/database.md'), 'An owner and a role for the servers')
  const granted: Record<string, string[]> = {}
  for (const [, privileges = '', tables = ''] of section.matchAll(/^GRANT (.+) ON (.+) TO fleet_server;$/gm))
    for (const table of tables.split(', ')) granted[table] = privileges.split(', ')
  expect(granted).toEqual(neededRights)
})
