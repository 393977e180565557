import { describe, expect, test } from 'vitest'
import { canSeeEvent, hiddenLevels, visibleChange, visibleParentId, visiblePath } from '../../src/domain/visibility.ts'
import { localAdmin, type Viewer } from '../../src/domain/viewer.ts'

const everywhere: Viewer = { ...localAdmin, actor: 'a' }
const bounded: Viewer = { ...everywhere, within: 'top' }

describe('the top of the subtree', () => {
  test('begins the visible path, and hides the levels above it', () => {
    expect(visiblePath(bounded, ['root', 'top', 'a'])).toEqual(['top', 'a'])
    expect(visiblePath(bounded, ['root', 'other'])).toEqual([])
    expect(visiblePath(everywhere, ['root', 'top'])).toEqual(['root', 'top'])
    expect(hiddenLevels(bounded, ['root', 'x', 'top', 'a'])).toBe(2)
    expect(hiddenLevels(bounded, [])).toBe(0)
    expect(hiddenLevels(everywhere, ['root', 'x', 'top'])).toBe(0)
  })

  test('is not above a supervisor that has just left: this supervisor looks like a root', () => {
    expect(hiddenLevels(bounded, ['root'])).toBe(0)
    expect(hiddenLevels(bounded, ['root', 'other', 'a'])).toBe(2)
  })

  test('has no visible parent', () => {
    expect(visibleParentId(bounded, { id: 'top', parentId: 'root' })).toBe(null)
    expect(visibleParentId(bounded, { id: 'a', parentId: 'top' })).toBe('top')
    expect(visibleParentId(everywhere, { id: 'top', parentId: 'root' })).toBe('root')
  })
})

describe('an event', () => {
  const place = (path: string[], previousPath: string[] | null = null) => ({ path, previousPath })

  test('is visible if its supervisor was or is in the subtree', () => {
    expect(canSeeEvent(bounded, place(['root', 'top', 'a']), null)).toBe(true)
    expect(canSeeEvent(bounded, place(['root', 'a'], ['root', 'top', 'a']), null)).toBe(true)
    expect(canSeeEvent(bounded, place(['root', 'a'], ['other', 'a']), null)).toBe(false)
    expect(canSeeEvent(everywhere, place([]), null)).toBe(true)
  })

  test('is not within a supervisor above the subtree', () => {
    expect(canSeeEvent(bounded, place(['root', 'top', 'a']), 'root')).toBe(false)
    expect(canSeeEvent(bounded, place(['root', 'top', 'a']), 'a')).toBe(true)
    expect(canSeeEvent(bounded, place(['a', 'root', 'top']), 'a')).toBe(false)
    // one path has the subtree, and the other one has the supervisor
    expect(canSeeEvent(bounded, place(['root', 'top', 'b'], ['root', 'a', 'b']), 'a')).toBe(false)
    expect(canSeeEvent(everywhere, place(['root', 'top', 'a']), 'root')).toBe(true)
  })

  test('shows only the fields of the place that the caller can see', () => {
    const change = { before: { parentId: 'x', name: 'a' }, after: { parentId: 'y', name: 'b' }, reason: 'why' }
    const shown = (path: string[], previousPath: string[] | null) =>
      visibleChange(bounded, { path, previousPath, ...change })
    expect(shown(['root', 'a'], ['root', 'top', 'a'])).toEqual({ before: change.before, after: null, reason: null })
    expect(shown(['root', 'top', 'a'], ['root', 'a'])).toEqual({ before: null, after: change.after, reason: null })
    expect(shown(['root', 'top'], ['other', 'top'])).toEqual({
      before: { name: 'a' },
      after: { name: 'b' },
      reason: 'why',
    })
    expect(shown(['root', 'top', 'a'], null)).toEqual(change)
  })

  test('omits levels that differ only because of levels above the subtree', () => {
    const moved = {
      path: ['root', 'top', 'a'],
      previousPath: ['top', 'a'],
      before: { hierarchyLevel: 1 },
      after: { hierarchyLevel: 2 },
      reason: null,
    }
    expect(visibleChange(bounded, moved)).toEqual({ before: {}, after: {}, reason: null })
    expect(visibleChange(everywhere, moved)).toEqual(moved)
  })
})
