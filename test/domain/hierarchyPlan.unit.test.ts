import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  planHierarchy,
  type Present,
  type WantedHierarchy,
  type WantedSupervisor,
  type WantedTeam,
} from '../../src/domain/hierarchyPlan.ts'
import { localAdmin } from '../../src/domain/viewer.ts'

const hash = Buffer.from('hash')

/** Supervisors each below an earlier one, or a root, and a team for each. */
const hierarchy = fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((parents): WantedHierarchy => {
  const supervisors: WantedSupervisor[] = []
  for (const [i, parent] of parents.entries()) {
    const above = supervisors[parent % (i + 1)] // none for one in so many
    const parentId = above?.id ?? null
    supervisors.push({ id: randomUUID(), parentId, name: `s${i}`, idempotencyHash: hash, place: ['input', String(i)] })
  }
  const teams = supervisors.map(({ id, place }): WantedTeam => ({
    id: randomUUID(),
    supervisorId: id,
    name: 't',
    idempotencyHash: hash,
    place,
  }))
  return { parentId: null, supervisors, teams }
})

/** A database, as far as the plan looks at it. */
function apply(
  present: Present,
  made: { supervisors: readonly WantedSupervisor[]; teams: readonly WantedTeam[] },
): Present {
  const paths = new Map(present.supervisors.map(({ id, path }) => [id, path]))
  for (const { id, parentId } of made.supervisors) {
    const above = parentId === null ? [] : paths.get(parentId)
    if (!above) throw new Error(`${id} is made before its parent`)
    paths.set(id, [...above, id])
  }
  return {
    maxLevel: present.maxLevel,
    supervisors: [
      ...present.supervisors,
      ...made.supervisors.map((each) => ({ ...each, status: 'SPAWNING' as const, path: paths.get(each.id) ?? [] })),
    ],
    teams: [
      ...present.teams,
      ...made.teams.map((each) => ({ ...each, supervisorPath: paths.get(each.supervisorId) ?? [] })),
    ],
  }
}
const nothing: Present = { supervisors: [], teams: [], maxLevel: 100 }
const allOf = ({ tops, below, teams }: ReturnType<typeof planHierarchy>) => ({
  supervisors: [...tops, ...below],
  teams,
})

test('what is missing is made once, parents first, whatever part of it is there', () => {
  fc.assert(
    fc.property(hierarchy, fc.nat(20), fc.nat(20), (wanted, supervisors, teams) => {
      const part = {
        ...wanted,
        supervisors: wanted.supervisors.slice(0, supervisors),
        teams: wanted.teams.slice(0, Math.min(supervisors, teams)),
      }
      const before = apply(nothing, allOf(planHierarchy(part, nothing, localAdmin)))
      const plan = planHierarchy(wanted, before, localAdmin)
      const missing = wanted.supervisors.slice(supervisors)
      expect(new Set([...plan.tops, ...plan.below])).toEqual(new Set(missing))
      expect(plan.tops.length + plan.below.length).toBe(missing.length)
      expect(plan.teams).toEqual(wanted.teams.slice(part.teams.length))

      const isNew = new Set<string | null>(missing.map(({ id }) => id))
      for (const top of plan.tops) expect(isNew.has(top.parentId)).toBe(false)
      for (const below of plan.below) expect(isNew.has(below.parentId)).toBe(true)

      const after = apply(before, allOf(plan))
      expect(allOf(planHierarchy(wanted, after, localAdmin))).toEqual({ supervisors: [], teams: [] })
    }),
  )
})

test('the level of the deepest is what counts, from where its parent is now', () => {
  const [top, below] = [randomUUID(), randomUUID()]
  const wanted = (names: readonly [string, string | null][]): WantedHierarchy => ({
    parentId: null,
    teams: [],
    supervisors: names.map(([id, parentId], i) => ({
      id,
      parentId,
      name: `${i}`,
      idempotencyHash: hash,
      place: [String(i)],
    })),
  })
  const both = wanted([
    [top, null],
    [below, top],
  ])
  const moved = apply(
    { ...nothing, maxLevel: 4 },
    { supervisors: [{ id: top, parentId: null, name: '0', idempotencyHash: hash, place: [] }], teams: [] },
  )
  const at = (level: number): Present => ({
    ...moved,
    supervisors: moved.supervisors.map((each) => ({ ...each, path: Array.from({ length: level + 1 }, () => top) })),
  })
  expect(planHierarchy(both, at(3), localAdmin).tops).toMatchObject([{ id: below }])
  expect(() => planHierarchy(both, at(4), localAdmin)).toThrow(
    expect.objectContaining({ code: 'LEVEL_LIMIT', limit: 4, actual: 5, inputPath: ['1'] }) as Error,
  )
})
