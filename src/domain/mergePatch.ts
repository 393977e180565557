import { isObject, type JsonObject } from './input.ts'

/**
 * JSON Merge Patch (RFC 7396). A key of the patch replaces the key of the target; null removes it. Objects are merged
 * key by key, and arrays are replaced as a whole. Returns a new object and changes neither argument.
 */
export function mergePatch(target: JsonObject, patch: JsonObject): JsonObject {
  const merged = new Map(Object.entries(target))
  for (const [key, value] of Object.entries(patch)) {
    const below = merged.get(key)
    if (value === null) merged.delete(key)
    else merged.set(key, isObject(value) ? mergePatch(isObject(below) ? below : {}, value) : value)
  }
  return Object.fromEntries(merged)
}
