import { describe, expect, test } from 'vitest'
import { roles } from '../../src/domain/glossary.ts'
import { assertMayBeRoot, assertRole, localAdmin, requireVisible } from '../../src/domain/viewer.ts'

const bounded = { actor: 'alice', role: 'OPERATE', within: 'mine' } as const
const path = ['input', 'id']
const notFound: unknown = expect.objectContaining({ code: 'NOT_FOUND', id: 'x', inputPath: path })

test('a role includes the roles before it', () => {
  for (const [i, role] of roles.entries())
    for (const [j, required] of roles.entries()) {
      const check = (): void => {
        assertRole({ ...localAdmin, role }, required)
      }
      if (j <= i) expect(check).not.toThrow()
      else expect(check).toThrow(expect.objectContaining({ code: 'FORBIDDEN', required }))
    }
})

describe('a row that was looked up by id', () => {
  test('is answered if the caller sees everything, or the subtree that it is in', () => {
    for (const row of [{ path: ['root', 'mine', 'x'] }, { supervisorPath: ['mine'] }])
      for (const viewer of [localAdmin, bounded]) expect(requireVisible(row, viewer, 'team', 'x', path)).toBe(row)
  })

  test('is not found if it does not exist, or outside of the subtree', () => {
    for (const row of [null, undefined, { path: ['root', 'x'] }, { supervisorPath: ['theirs'] }])
      expect(() => requireVisible(row, bounded, 'team', 'x', path)).toThrow(notFound)
    expect(() => requireVisible(null, localAdmin, 'team', 'x', path)).toThrow(notFound)
  })
})

test('only a caller that sees everything can make a root', () => {
  expect(() => {
    assertMayBeRoot(localAdmin, path)
  }).not.toThrow()
  expect(() => {
    assertMayBeRoot(bounded, path)
  }).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})
