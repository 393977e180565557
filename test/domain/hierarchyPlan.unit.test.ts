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

/** Supervisors that are roots or children of an earlier one, with one team each. */
const hierarchy = fc.array(fc.nat(), { minLength: 1, maxLength: 20 }).map((parents): WantedHierarchy => {
  const supervisors: WantedSupervisor[] = []
  for (const [i, parent] of parents.entries()) {
    const above = supervisors[parent % (i + 1)] // undefined makes a root
    const parentId = above?.id ?? null
    const inputPath = ['input', String(i)]
    supervisors.push({ id: randomUUID(), parentId, name: `s${i}`, idempotencyHash: hash, inputPath })
  }
  const teams = supervisors.map(({ id, inputPath }): WantedTeam => ({
    id: randomUUID(),
    supervisorId: id,
    name: 't',
    idempotencyHash: hash,
    inputPath,
  }))
  return { parentId: null, supervisors, teams }
})

/** The existing rows after the plan's rows were created. */
function apply(
  present: Present,
  created: { supervisors: readonly WantedSupervisor[]; teams: readonly WantedTeam[] },
): Present {
  const paths = new Map(present.supervisors.map(({ id, path }) => [id, path]))
  for (const { id, parentId } of created.supervisors) {
    const above = parentId === null ? [] : paths.get(parentId)
    if (!above) throw new Error(`${id} is created before its parent`)
    paths.set(id, [...above, id])
  }
  return {
    maxLevel: present.maxLevel,
    supervisors: [
      ...present.supervisors,
      ...created.supervisors.map((each) => ({ ...each, status: 'SPAWNING' as const, path: paths.get(each.id) ?? [] })),
    ],
    teams: [
      ...present.teams,
      ...created.teams.map((each) => ({ ...each, supervisorPath: paths.get(each.supervisorId) ?? [] })),
    ],
  }
}
const nothing: Present = { supervisors: [], teams: [], maxLevel: 100 }
const allOf = ({ topmost, nested, teams }: ReturnType<typeof planHierarchy>) => ({
  supervisors: [...topmost, ...nested],
  teams,
})

test('creates each missing supervisor and team once, parents first, whatever part exists already', () => {
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
      expect(new Set([...plan.topmost, ...plan.nested])).toEqual(new Set(missing))
      expect(plan.topmost.length + plan.nested.length).toBe(missing.length)
      expect(plan.teams).toEqual(wanted.teams.slice(part.teams.length))

      const isNew = new Set<string | null>(missing.map(({ id }) => id))
      for (const each of plan.topmost) expect(isNew.has(each.parentId)).toBe(false)
      for (const each of plan.nested) expect(isNew.has(each.parentId)).toBe(true)

      const after = apply(before, allOf(plan))
      expect(allOf(planHierarchy(wanted, after, localAdmin))).toEqual({ supervisors: [], teams: [] })
    }),
  )
})

test('limits the level of the deepest new supervisor, counted from the current level of its existing parent', () => {
  const [top, below] = [randomUUID(), randomUUID()]
  const wanted = (names: readonly [string, string | null][]): WantedHierarchy => ({
    parentId: null,
    teams: [],
    supervisors: names.map(([id, parentId], i) => ({
      id,
      parentId,
      name: `${i}`,
      idempotencyHash: hash,
      inputPath: [String(i)],
    })),
  })
  const both = wanted([
    [top, null],
    [below, top],
  ])
  const moved = apply(
    { ...nothing, maxLevel: 4 },
    { supervisors: [{ id: top, parentId: null, name: '0', idempotencyHash: hash, inputPath: [] }], teams: [] },
  )
  const at = (level: number): Present => ({
    ...moved,
    supervisors: moved.supervisors.map((each) => ({ ...each, path: Array.from({ length: level + 1 }, () => top) })),
  })
  expect(planHierarchy(both, at(3), localAdmin).topmost).toMatchObject([{ id: below }])
  expect(() => planHierarchy(both, at(4), localAdmin)).toThrow(
    expect.objectContaining({ code: 'LEVEL_LIMIT', limit: 4, actual: 5, inputPath: ['1'] }) as Error,
  )
})
