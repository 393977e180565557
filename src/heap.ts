import { getHeapSpaceStatistics, getHeapStatistics } from 'node:v8'

/** What this process uses of its heap, in bytes. New objects are not included: they are few after a garbage collection. */
export interface HeapUse {
  /** Garbage included. */
  readonly used: number
  /** The process ends when it uses more. */
  readonly limit: number
}

const options = [...process.execArgv, process.env.NODE_OPTIONS].join(' ')
const reported = getHeapStatistics().heap_size_limit
/** Node.js reports the limit of new and old objects together. That of new objects is three semi-spaces. */
const limit = reported - 3 * readSemiSpace()

/** Maximum size of a semi-space, in bytes: by an option, or the default of Node.js 24 and of earlier versions. */
function readSemiSpace(): number {
  const given = /--max[-_]semi[-_]space[-_]size[= ](\d+)/.exec(options)?.[1]
  if (given !== undefined) return Number(given) * 2 ** 20
  const most = (Number(process.versions.node.split('.')[0]) >= 24 ? 64 : 16) * 2 ** 20
  // a small machine has small semi-spaces, but not if only the limit of old objects is set
  return /--max[-_]old[-_]space[-_]size/.test(options) ? most : Math.min(most, reported / 64)
}

/** Heap limit below which hostile clients can crash the server, in bytes. */
const smallestHeap = 256 * 2 ** 20
export const isHeapTooSmall = limit < smallestHeap

export function readHeap(): HeapUse {
  let used = 0
  for (const { space_name: name, space_used_size: size } of getHeapSpaceStatistics())
    if (!name.startsWith('new_')) used += size
  return { used, limit }
}

/**
 * A limit in bytes that fits the heap: 1/`parts` of the heap limit.
 * @param bounds of the result, whatever the size of the heap
 */
export function shareOfHeap(
  parts: number,
  { least = 0, most }: { readonly least?: number; readonly most: number },
): number {
  return Math.min(most, Math.max(least, Math.floor(limit / parts)))
}
