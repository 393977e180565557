import { createHash } from 'node:crypto'
import { ConflictError, type InputPath } from './errors.ts'
import type { NodeRef } from './glossary.ts'

/**
 * SHA-256 of an input in canonical form (keys sorted at every level, `undefined` as if absent): equal for inputs that
 * mean the same. Kept with the row that the input made, it tells a repeated request from another one of the same id.
 */
export function idempotencyHash(input: Readonly<Record<string, unknown>>): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(canonical(input)))
    .digest()
}

/**
 * For an id that is taken: the request is a repetition, or it is refused.
 * @throws {ConflictError} unless what is there was made by the input wanted, and the viewer can see it
 */
export function assertSameInput(
  existing: NodeRef,
  hash: Buffer | null,
  wanted: Buffer,
  visible: boolean,
  place?: InputPath,
): void {
  if (visible && hash?.equals(wanted)) return
  const refusal = new ConflictError(
    `The id ${existing.id} is taken: another input made what is there. Choose another id${place ? '' : ', or leave it out'}.`,
    visible ? existing : null,
  )
  throw place ? refusal.at(place) : refusal
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  // what a variable of type DateTime is within a JSON literal, and what is stored of it
  if (value instanceof Date) return value.toJSON()
  // pairs, not an object: objects put keys that look like numbers first, and give "__proto__" a meaning
  return {
    pairs: Object.entries(value)
      .filter(([, below]) => below !== undefined)
      .sort(byKey)
      .map(([key, below]) => [key, canonical(below)]),
  }
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0
}
