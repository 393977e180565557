import { createHash } from 'node:crypto'
import { ConflictError, type InputPath } from './errors.ts'
import type { NodeRef } from './glossary.ts'

/**
 * SHA-256 of an input in canonical form: keys are sorted at every level, and `undefined` counts as absent. Inputs with
 * the same meaning have the same hash. The hash is stored with the row that the input created. It distinguishes a repeated
 * request from a different request with the same id.
 */
export function idempotencyHash(input: Readonly<Record<string, unknown>>): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(canonical(input)))
    .digest()
}

/**
 * For a client-chosen id that is taken: accepts a repeated request.
 * @param storedHash idempotency hash of the existing object; null if it was created in SQL
 * @param inputHash idempotency hash of the request's input; null if the caller cannot see the parent supervisor in the
 * input, since an equal hash would confirm a guess
 * @param path input path of the id, in a request with several ids
 * @throws {ConflictError} if the existing object was created from another input, or the caller cannot see it
 */
export function assertSameInput(
  existing: NodeRef,
  storedHash: Buffer | null,
  inputHash: Buffer | null,
  isVisible: boolean,
  path?: InputPath,
): void {
  if (isVisible && inputHash && storedHash?.equals(inputHash)) return
  const error = new ConflictError(
    `Id ${existing.id} is taken: the existing object was not created from this input. Choose another id${path ? '' : ', or omit the id'}.`,
    isVisible ? existing : null,
  )
  throw path ? error.at(path) : error
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  // A DateTime variable inside a JSON literal arrives as a Date; JSON stores its text.
  if (value instanceof Date) return value.toJSON()
  // Pairs instead of an object: an object puts number-like keys first, and "__proto__" sets its prototype.
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
