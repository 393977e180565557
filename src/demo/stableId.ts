import { createHash } from 'node:crypto'

/** A UUID (version 8) derived from a readable key: the same key gives the same id in every database. */
export function stableId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A number from 0 (included) to 1 (excluded) derived from a readable key. */
export function stableFraction(key: string): number {
  return createHash('sha256').update(key).digest().readUInt32BE() / 2 ** 32
}
