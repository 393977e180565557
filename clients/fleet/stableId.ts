import { createHash } from 'node:crypto'

/** A UUID (version 8) derived from a readable key: the same key gives the same id on every machine and in every run. */
export function stableId(key: string): string {
  const hex = createHash('sha256').update(key).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
