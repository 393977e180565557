import type { ReadSupervisor } from './file/fleetFile.ts'
import { cutIntoChunks } from './chunks.ts'
import type { Change } from './fleetApi.ts'

/** One request: the supervisors that it makes as described, and the keys that it terminates. */
export interface Step {
  readonly items: readonly ReadSupervisor[]
  readonly remove: readonly string[]
}

/**
 * Orders the changes of a fleet that is too large for one request. Each step is one transaction:
 *
 * 1. all moves, renames and terminations together, because they can depend on each other, with the new parents that they need
 * 2. new supervisors, parents first: the names that they need are free now
 * 3. other changes, which do not depend on each other
 *
 * No step breaks a rule that a later step would repair. After an interruption, the same command continues.
 * @param touched the changes that dry runs of all parts have found
 * @returns null if the moves, renames and terminations are too many for one request
 */
export function planSteps(
  items: readonly ReadSupervisor[],
  touched: readonly Change[],
  remove: readonly string[],
): Step[] | null {
  const kinds = new Map<string, Set<string>>()
  for (const { key, object, kind } of touched) {
    const of = kinds.get(key) ?? new Set<string>()
    kinds.set(key, of.add(object === 'SUPERVISOR' ? kind : 'STAFF'))
  }
  const has = (key: string, ...names: readonly string[]): boolean =>
    names.some((name) => kinds.get(key)?.has(name) ?? false)
  const byKey = new Map(items.map((item) => [item.supervisor.key, item]))
  const first = new Set(items.filter(({ supervisor: { key } }) => has(key, 'MOVE', 'RENAME')))
  for (const item of first) {
    const parent = byKey.get(item.supervisor.parentKey ?? '')
    if (parent && has(parent.supervisor.key, 'CREATE', 'RESTORE')) first.add(parent)
  }
  const rest = items.filter((item) => kinds.has(item.supervisor.key) && !first.has(item))
  const isNew = ({ supervisor: { key } }: ReadSupervisor): boolean => has(key, 'CREATE', 'RESTORE')

  const together = cutIntoChunks([...first, ...rest])
  if (together.length <= 1) return [{ items: together[0] ?? [], remove }]
  const structure = cutIntoChunks([...first])
  if (structure.length > 1 || remove.length > 5_000) return null
  return [
    ...(first.size > 0 || remove.length > 0 ? [{ items: [...first], remove }] : []),
    ...[...cutIntoChunks(rest.filter(isNew)), ...cutIntoChunks(rest.filter((item) => !isNew(item)))].map((chunk) => ({
      items: chunk,
      remove: [],
    })),
  ]
}
