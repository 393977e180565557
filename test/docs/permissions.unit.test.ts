import { expect, test } from 'vitest'
import { roles } from '../../src/domain/glossary.ts'
import { permissions } from '../../src/domain/permissions.ts'
import { firstColumn, readReference, sectionOf } from './pages.ts'

const page = readReference('permissions')

test('permissions.md lists each root field with its role, and no other', () => {
  const rows = [...sectionOf(page, 'Root fields').matchAll(/^\| `(\w+\.\w+)` \| (\w+) \|$/gm)]
  const listed = Object.fromEntries(rows.map(([, field = '', role]) => [field, role]))
  const expected = Object.entries(permissions).flatMap(([rootType, fields]) =>
    Object.entries(fields).map(([name, role]) => [`${rootType}.${name}`, role]),
  )
  expect(listed).toEqual(Object.fromEntries(expected))
})

test('permissions.md lists the roles from the lowest to the highest', () => {
  expect(firstColumn(sectionOf(page, 'Roles'))).toEqual(roles)
})
