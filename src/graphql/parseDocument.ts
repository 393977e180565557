import {
  GraphQLError,
  parse,
  specifiedRules,
  validate,
  type ASTVisitor,
  type DocumentNode,
  type ParseOptions,
  type ValidationContext,
  type ValidationRule,
} from 'graphql'
import { LRUCache } from 'lru-cache'
import { createHash } from 'node:crypto'
import { schema } from './schema.ts'
import { maxTokens } from './limits.ts'
import { PublicError } from './PublicError.ts'

export type ParsedDocument =
  { readonly document: DocumentNode; readonly queryHash: string } | { readonly errors: readonly PublicError[] }

/** Characters of source text whose parsed documents are kept, the most recently used first. */
const maxCachedCharacters = 1_000_000

export const parseOptions: ParseOptions = { maxLexicalTokens: maxTokens }

/** The rules that a document must meet in addition to those of the GraphQL specification. */
export function additionalRules(introspection: boolean): ValidationRule[] {
  return introspection ? [] : [noIntrospection]
}

/** Refuses `__schema` and `__type`, once for each, and not every field below them as graphql-js's own rule does. */
function noIntrospection(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      const { value } = node.name
      if (value !== '__schema' && value !== '__type') return
      context.reportError(
        new GraphQLError(`GraphQL introspection has been disabled: ${value} is not available.`, { nodes: node }),
      )
    },
  }
}

/**
 * Parses and validates documents. Valid documents are cached by their text. So whatever is derived from a `DocumentNode`,
 * such as its size, is derived once for all requests of the same transport.
 */
export function createDocumentParser(introspection: boolean): (source: string) => ParsedDocument {
  const rules = [...specifiedRules, ...additionalRules(introspection)]
  const documents = new LRUCache<string, DocumentNode>({ maxSize: maxCachedCharacters })
  return (source) => {
    const queryHash = createHash('sha256').update(source).digest('hex')
    const cached = documents.get(queryHash)
    if (cached) return { document: cached, queryHash }
    if (source === '') return { errors: [emptyDocument()] }
    let document: DocumentNode
    try {
      document = parse(source, parseOptions)
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      return { errors: [asPublic(error, 'GRAPHQL_PARSE_FAILED')] }
    }
    const errors = validate(schema, document, rules)
    if (errors.length > 0) return { errors: errors.map((error) => asPublic(error, 'GRAPHQL_VALIDATION_FAILED')) }
    documents.set(queryHash, document, { size: source.length })
    return { document, queryHash }
  }
}

function emptyDocument(): PublicError {
  return new PublicError('Expected a non-empty GraphQL document in `query`.', { code: 'BAD_REQUEST' })
}

function asPublic(error: GraphQLError, code: string): PublicError {
  return new PublicError(error.message, { code }, error.toJSON())
}
