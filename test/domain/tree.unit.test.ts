import { describe, expect, test } from 'vitest'
import { supervisorStatuses } from '../../src/domain/glossary.ts'
import {
  assertAcceptsAdditions,
  assertLevelAllowed,
  assertMovable,
  assertParentAccepts,
} from '../../src/domain/tree.ts'

const parent = { id: 'p', path: ['r', 'p'], hierarchyLevel: 1, status: 'ACTIVE' } as const

describe('a supervisor', () => {
  test.each(supervisorStatuses)('that is %s accepts additions unless it is FAILED or TERMINATED', (status) => {
    const add = (): void => {
      assertAcceptsAdditions({ id: 'p', status })
    }
    if (status === 'FAILED' || status === 'TERMINATED') expect(add).toThrow(`Supervisor p is ${status}`)
    else expect(add).not.toThrow()
  })

  test('refuses a child that would exceed the maximum level', () => {
    expect(() => {
      assertParentAccepts(parent, 2, 2)
    }).not.toThrow()
    expect(() => {
      assertParentAccepts(parent, 3, 2)
    }).toThrow(expect.objectContaining({ limit: 2, actual: 3 }))
  })

  test('is checked for its status before its level', () => {
    expect(() => {
      assertParentAccepts({ ...parent, status: 'FAILED' }, 3, 2)
    }).toThrow(expect.objectContaining({ code: 'PARENT_UNAVAILABLE' }))
  })
})

test('a refusal includes the input path if the caller gives one', () => {
  const path = ['input', 'supervisors', '3']
  const refusal = { inputPath: path, message: expect.stringMatching(/^input\.supervisors\.3: /) as unknown }
  expect(() => {
    assertLevelAllowed(6, 5, 0, path)
  }).toThrow(expect.objectContaining(refusal))
  expect(() => {
    assertAcceptsAdditions({ id: 'p', status: 'FAILED' }, path)
  }).toThrow(expect.objectContaining(refusal))
})

describe('a move', () => {
  const target = { id: 't', path: ['t'], hierarchyLevel: 0 }

  test('that makes the supervisor a root is always allowed', () => {
    expect(() => {
      assertMovable(target, 100, null, 1)
    }).not.toThrow()
  })

  test('is checked against the maximum level with the whole subtree', () => {
    expect(() => {
      assertMovable(target, 2, parent, 4)
    }).not.toThrow()
    expect(() => {
      assertMovable(target, 2, parent, 3)
    }).toThrow(expect.objectContaining({ limit: 3, actual: 4 }))
  })

  test('below a descendant, or below itself, is refused as a cycle', () => {
    for (const below of [{ ...parent, path: ['t', 'p'] }, { ...target, status: 'FAILED' } as const])
      expect(() => {
        assertMovable(target, 0, below, 5)
      }).toThrow(expect.objectContaining({ code: 'CYCLE' }))
  })
})
