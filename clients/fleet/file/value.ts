import type { Position } from './FleetFileError.ts'

/** A value of a YAML file with its position. Aliases and merge keys are resolved. */
export interface Value {
  readonly at: Position
  readonly data: string | number | boolean | null | readonly Value[] | Fields
}
/** The entries of a mapping, by their keys. */
export type Fields = ReadonlyMap<string, Entry>
export interface Entry {
  /** Position of the key. */
  readonly at: Position
  readonly value: Value
}

export function isMapping(value: Value): value is Value & { readonly data: Fields } {
  return value.data instanceof Map
}
export function isList(value: Value): value is Value & { readonly data: readonly Value[] } {
  return Array.isArray(value.data)
}

/** The value as JSON. */
export function toJson(value: Value): unknown {
  if (isList(value)) return value.data.map(toJson)
  if (isMapping(value)) return Object.fromEntries(Array.from(value.data, ([key, entry]) => [key, toJson(entry.value)]))
  return value.data
}

/** What a value is, for a message. */
export function kindOf(value: Value): string {
  if (isMapping(value)) return 'a mapping'
  if (isList(value)) return 'a list'
  return value.data === null ? 'nothing' : JSON.stringify(value.data)
}
