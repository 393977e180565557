import type { JsonObject } from '../../domain/input.ts'

/** SQL of a column of JSON with the changes that two parameters carry, which {@link changedKeys} gives. */
export function withChangedKeys(column: string, removed: string, set: string): string {
  return `(${column} - ${removed}::text[]) || ${set}::jsonb`
}

/**
 * The keys that are gone, and those that are not the very value that was read, as JSON. What was not touched is not written
 * back: other writers' numbers may be more than a double holds.
 */
export function changedKeys(from: JsonObject, to: JsonObject): [removed: readonly string[], set: string] {
  const removed = Object.keys(from).filter((key) => !Object.hasOwn(to, key))
  const set = Object.entries(to).filter(([key, value]) => !Object.hasOwn(from, key) || value !== from[key])
  return [removed, JSON.stringify(Object.fromEntries(set))]
}
