import type { DocumentNode } from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery, type CompilerOptions } from 'graphql-jit'
import { LRUCache } from 'lru-cache'
import { shareOfHeap } from '../heap.ts'
import { schema } from './schema.ts'
import type { Operation } from './operation.ts'

/** Compiling takes as long as a few executions, so an operation is compiled when it is requested for the third time. */
const compileAt = 3
/** The size of the cache, in bytes: at most an eighth of the heap. */
const maxCachedBytes = shareOfHeap(8, { most: 140_000_000 })
/** Memory of a field of a compiled operation, in bytes. */
const bytesPerField = 14_000
/** Memory of a character of the document, in bytes: compiled code contains its literals and names. */
const bytesPerCharacter = 20
/** The share of the cache, in bytes, of an operation that is not compiled yet and only counted. */
const bytesOfCounter = 280_000
/** Characters of the longest document that is compiled. */
const maxCharacters = 20_000

/**
 * Enum values and built-in scalars are already what the client receives: types and the database ensure it. To serialize them
 * would take a call and several objects for each of them.
 */
const options: Partial<CompilerOptions> = { disableLeafSerialization: true }

/** An operation that was requested at least once. */
interface KnownOperation {
  requests: number
  /** Null: graphql-jit cannot compile the operation. Undefined: that was not tried yet. */
  query: CompiledQuery | null | undefined
}

/**
 * Compiles the operations that are requested often, and keeps the most recently used ones.
 * @returns a function that returns the compiled operation, or null if graphql-js has to execute
 */
export function createCompiledOperations(): (operation: Operation, fields: number) => CompiledQuery | null {
  const cache = new LRUCache<string, KnownOperation>({ maxSize: maxCachedBytes })
  return ({ document, queryHash, operationName }, fields) => {
    const characters = document.loc?.source.body.length ?? Infinity
    if (characters > maxCharacters) return null
    const key = `${queryHash} ${operationName ?? ''}`
    const known = cache.get(key)
    if (!known) {
      cache.set(key, { requests: 1, query: undefined }, { size: bytesOfCounter })
      return null
    }
    if (known.query !== undefined) return known.query
    if (++known.requests < compileAt) return null
    const query = compile(document, operationName)
    cache.set(
      key,
      { requests: known.requests, query },
      { size: (fields + 1) * bytesPerField + characters * bytesPerCharacter },
    )
    return query
  }
}

function compile(document: DocumentNode, operationName: string | null | undefined): CompiledQuery | null {
  try {
    const query = compileQuery(schema, document, operationName ?? undefined, options)
    return isCompiledQuery(query) ? query : null
  } catch {
    return null // graphql-js executes what the compiler does not support
  }
}
