import { describe, expect, test } from 'vitest'
import { roles } from '../../src/domain/glossary.ts'
import {
  actingFor,
  assertMayBeRoot,
  assertRole,
  localAdmin,
  requireVisible,
  type Viewer,
} from '../../src/domain/viewer.ts'

const bounded: Viewer = { ...localAdmin, actor: 'alice', role: 'OPERATE', within: 'mine' }
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

describe('requireVisible', () => {
  test('returns the row if the caller can see every supervisor, or the subtree of the row', () => {
    for (const row of [{ path: ['root', 'mine', 'x'] }, { supervisorPath: ['mine'] }])
      for (const viewer of [localAdmin, bounded]) expect(requireVisible(row, viewer, 'team', 'x', path)).toBe(row)
  })

  test('throws NotFoundError if the row does not exist or is outside the subtree', () => {
    for (const row of [null, undefined, { path: ['root', 'x'] }, { supervisorPath: ['theirs'] }])
      expect(() => requireVisible(row, bounded, 'team', 'x', path)).toThrow(notFound)
    expect(() => requireVisible(null, localAdmin, 'team', 'x', path)).toThrow(notFound)
  })
})

test('only a caller that can see every supervisor can make a root', () => {
  expect(() => {
    assertMayBeRoot(localAdmin, path)
  }).not.toThrow()
  expect(() => {
    assertMayBeRoot(bounded, path)
  }).toThrow(expect.objectContaining({ code: 'VALIDATION', inputPath: path }))
})

describe('actingFor()', () => {
  const gateway: Viewer = { ...localAdmin, actor: 'gateway', role: 'OPERATE' }

  test('adds the person on whose behalf the caller acts, and changes nothing else', () => {
    expect(actingFor(gateway, ' alice ')).toEqual({ ...gateway, onBehalfOf: 'alice' })
  })

  test.each(['READ', 'REPORT'] as const)('refuses a caller with role %s', (role) => {
    expect(() => actingFor({ ...gateway, role }, 'alice')).toThrow(
      `X-Actor: Requires role OPERATE; the caller has role ${role}. Use credentials with role OPERATE.`,
    )
  })
})
