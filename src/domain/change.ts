import { isDeepStrictEqual } from 'node:util'
import { ValidationError, type InputPath } from './errors.ts'
import { parseJsonObject, type JsonObject } from './input.ts'
import { mergePatch } from './mergePatch.ts'

/** A field of an update: `undefined` where it was left out, and what is there stays. */
export type Change<T> = T | undefined

/** Of a field that takes null: null clears it. */
export function parseChange<Given, T>(
  given: Given | null | undefined,
  path: InputPath,
  parse: (given: Given, path: InputPath) => T,
): Change<T | null> {
  if (given === undefined) return undefined
  return given === null ? null : parse(given, path)
}

/** Of a field that is never null. */
export function parseRequiredChange<Given, T>(
  given: Given | null | undefined,
  path: InputPath,
  parse: (given: Given, path: InputPath) => T,
): Change<T> {
  if (given === null) throw new ValidationError(path, 'cannot be null; leave it out to keep what is there')
  return given === undefined ? undefined : parse(given, path)
}

/** What becomes of a config: another one in its place, or a patch merged into it. */
export type ConfigChange = Change<{ readonly replace: JsonObject } | { readonly merge: JsonObject }>

/** @throws {ValidationError} where both are given, or one is null */
export function parseConfigChange(config: unknown, mergeConfig: unknown): ConfigChange {
  const replace = parseRequiredChange(config, ['input', 'config'], parseJsonObject)
  const merge = parseRequiredChange(mergeConfig, ['input', 'mergeConfig'], parseJsonObject)
  if (replace !== undefined && merge !== undefined)
    throw new ValidationError(['input', 'mergeConfig'], 'give either config or mergeConfig, not both')
  return replace !== undefined ? { replace } : merge !== undefined ? { merge } : undefined
}

/** @throws {ValidationError} where what a merge makes is larger or deeper than a config may be */
export function applyConfigChange(config: JsonObject, change: ConfigChange): JsonObject {
  if (change === undefined) return config
  return 'replace' in change
    ? change.replace
    : parseJsonObject(mergePatch(config, change.merge), ['input', 'mergeConfig'])
}

/** The row with its changes; null where none of them makes a difference. */
export function applyChanges<Row extends object>(
  row: Row,
  changes: { readonly [Key in keyof Row]?: Change<Row[Key]> },
): Row | null {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const changed = { ...row, ...given }
  return isDeepStrictEqual(changed, { ...row }) ? null : changed
}
