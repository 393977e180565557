/**
 * The approximate length of a result as JSON, in characters. Counts up to the limit only: a result can be much larger
 * than what it is made of, since aliases share their values.
 * @returns a number above the limit if the result is longer
 */
export function measureResult(value: unknown, limit: number): number {
  if (typeof value === 'string') return value.length + 2
  if (typeof value !== 'object' || value === null) return 5
  let size = 2
  if (Array.isArray(value)) {
    for (const item of value) {
      size += 1 + measureResult(item, limit - size)
      if (size > limit) break
    }
    return size
  }
  for (const [key, field] of Object.entries(value)) {
    size += 4 + key.length + measureResult(field, limit - size)
    if (size > limit) break
  }
  return size
}
