import { GraphQLError, parse, validate, type DocumentNode, type ParseOptions } from 'graphql'
import { LRUCache } from 'lru-cache'
import { hash } from 'node:crypto'
import { shareOfHeap } from '../heap.ts'
import { findTextProblem, maxTokens } from './documentText.ts'
import { findWorkProblem } from './documentWork.ts'
import { format, limitError } from './limitError.ts'
import { PublicError } from './PublicError.ts'
import { schema } from './schema.ts'
import { validationRules } from './validationRules.ts'

interface ValidDocument {
  readonly document: DocumentNode
  readonly queryHash: string
}

export type ParsedDocument = ValidDocument | { readonly errors: readonly PublicError[] }

/** Maximum size of the cache of parsed documents, in bytes. It keeps the most recently used ones. */
const maxDocumentBytes = shareOfHeap(16, { most: 32 * 1024 * 1024 })
/** Maximum size of the cache of refusals, in bytes. */
const maxRefusalBytes = 4 * 1024 * 1024
/** Measured memory of a parsed document for each of its tokens, in bytes. */
const bytesPerToken = 300
/** Maximum number of reported validation errors. Each error costs time, and a client fixes them one after the other. */
const maxErrors = 10

const parseOptions: ParseOptions = { maxLexicalTokens: maxTokens }

export interface DocumentParser {
  /**
   * Returns the valid document of a text, or the errors of the text. Both are cached, so values that are derived from a
   * `DocumentNode`, such as its size, are computed once for all requests.
   * @throws {Error} for a defect of a validation rule
   */
  readonly parse: (source: string) => ParsedDocument
  /** Returns a document that was parsed before, if it is still cached. */
  readonly find: (queryHash: string) => DocumentNode | undefined
  /** Whether the valid document of a text is cached. */
  readonly has: (source: string) => boolean
}

/** Parses and validates documents, with limits on time and memory (docs/adr/0017). */
export function createDocumentParser(introspection: boolean): DocumentParser {
  const rules = validationRules(introspection)
  const byHash = new Map<string, DocumentNode>()
  // by text, because hashing the text takes longer than all other work for a known document
  const documents = new LRUCache<string, ValidDocument>({
    maxSize: maxDocumentBytes,
    dispose: ({ queryHash }) => byHash.delete(queryHash),
  })
  const refusals = new LRUCache<string, readonly PublicError[]>({ maxSize: maxRefusalBytes })

  const read = (source: string): DocumentNode | readonly PublicError[] => {
    if (source === '') return [emptyDocument()]
    const problem = findTextProblem(source)
    if (problem) return [problem]
    let code = 'GRAPHQL_PARSE_FAILED'
    try {
      const document = parse(source, parseOptions)
      code = 'GRAPHQL_VALIDATION_FAILED'
      const tooMuch = findWorkProblem(document)
      if (tooMuch) return [tooMuch]
      const errors = validate(schema, document, rules, { maxErrors, hideSuggestions: !introspection })
      return errors.length > 0 ? errors.map((error) => asPublic(error, code)) : document
    } catch (error) {
      if (error instanceof RangeError)
        return [new PublicError('The document is nested too deeply. Split it.', { code })]
      if (error instanceof GraphQLError) return [asPublic(error, code)]
      throw error
    }
  }
  return {
    find: (queryHash) => byHash.get(queryHash),
    has: (source) => documents.has(source),
    parse(source) {
      const known = documents.get(source)
      if (known) return known
      const queryHash = hash('sha256', source)
      const refusal = refusals.get(queryHash)
      if (refusal) return { errors: refusal }
      const result = read(source)
      if (!('kind' in result)) {
        refusals.set(queryHash, result, { size: JSON.stringify(result).length })
        return { errors: result }
      }
      const valid = { document: result, queryHash }
      documents.set(source, valid, { size: 2 * source.length + bytesPerToken * (result.tokenCount ?? maxTokens) })
      byHash.set(queryHash, result)
      return valid
    },
  }
}

function emptyDocument(): PublicError {
  return new PublicError('Expected a non-empty GraphQL document in `query`.', { code: 'BAD_REQUEST' })
}

/** The budget of graphql-js for the work of its rules. A document with few operations within the limits of `findWorkProblem` does not reach it. */
const maxValidationSteps = 500_000

function asPublic(error: GraphQLError, code: string): PublicError {
  if (error.message === 'Validation aborted.')
    return limitError(
      code,
      { bound: 'validationSteps', limit: maxValidationSteps, actual: maxValidationSteps + 1 },
      `The document takes too long to validate: at most ${format(maxValidationSteps)} steps. Repeat fewer fields and fragments, or split it.`,
    )
  if (error.message.includes('tokens. Parsing aborted.'))
    return limitError(
      code,
      { bound: 'documentTokens', limit: maxTokens, actual: maxTokens + 1 },
      `The document has more than ${format(maxTokens)} tokens. Split it, or send large values as variables.`,
    )
  return new PublicError(error.message, { code }, error.toJSON())
}
