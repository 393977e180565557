import { getHeapStatistics } from 'node:v8'

/**
 * Maximum size of the JavaScript heap in MiB. Node.js derives it from the memory of the machine or container, or from
 * `--max-old-space-size`: about half of a container of 1 GiB. The process ends when it exceeds this limit.
 */
export const heapLimitMegabytes = getHeapStatistics().heap_size_limit / 2 ** 20

/** The share of the heap limit that is in use, garbage included: 0 to 1. */
export function usedHeapShare(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
  return used / limit
}
