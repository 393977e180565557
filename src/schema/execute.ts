import {
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit'
import type { Context } from '../context.ts'
import { schema } from './index.ts'
import { maxDepth, maxFields, sizeOf, type DocumentSize } from './limits.ts'

export interface ExecutionRequest {
  readonly document: DocumentNode
  /** Tells documents apart. */
  readonly queryHash: string
  readonly operationName: string | null | undefined
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly context: Context
}

export type Executor = (request: ExecutionRequest) => Promise<ExecutionResult>

const compileAfter = 3
/** Compiled code grows with the fields; what is larger is left to graphql-js. */
const maxCompiledFields = 1_000
const maxDocuments = 500

/**
 * Executes operations that were parsed and validated, unless they are too large. With `jit`, queries that were asked for a few times are compiled,
 * and kept while they are among the latest 500; all others, and what cannot be compiled, run on graphql-js. Data are
 * equal, and errors are equal in code and in the field that they null.
 */
export function createExecutor(jit: boolean): Executor {
  /** By document and operation: how often it was asked for, then what it was compiled to (null: it cannot be). */
  const known = new Map<string, number | CompiledQuery | null>()

  const compiled = (request: ExecutionRequest): CompiledQuery | null => {
    const key = `${request.queryHash} ${request.operationName ?? ''}`
    const seen = known.get(key) ?? 0
    const entry = typeof seen !== 'number' ? seen : seen + 1 < compileAfter ? seen + 1 : compile(request)
    known.delete(key) // and in again, as the latest
    known.set(key, entry)
    const [oldest] = known.keys()
    if (known.size > maxDocuments && oldest !== undefined) known.delete(oldest)
    return typeof entry === 'number' ? null : entry
  }

  return async (request) => {
    const { document, operationName, variables = {}, context } = request
    const size = sizeOf(document)
    if (size.fields > maxFields || size.depth > maxDepth) return { errors: [tooLarge(size)] }
    const query = jit && isCompilable(request, size) ? compiled(request) : null
    if (query) {
      const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? []
      // graphql-jit words these errors in its own way; graphql-js is asked first
      if (!getVariableValues(schema, definitions, variables).errors) {
        const result = await query.query(undefined, context, variables)
        return result.errors ? { ...result, errors: result.errors.map(asGraphQLError) } : result
      }
    }
    return execute({ schema, document, operationName, variableValues: variables, contextValue: context })
  }
}

/** graphql-jit loses variables within JSON literals, which mutations take and queries do not. */
function isCompilable({ document, operationName }: ExecutionRequest, size: DocumentSize): boolean {
  return (
    size.fields <= maxCompiledFields && getOperationAST(document, operationName)?.operation === OperationTypeNode.QUERY
  )
}

function tooLarge({ fields, depth }: DocumentSize): GraphQLError {
  return new GraphQLError(
    `With its fragments spread, a document may select at most ${maxFields} fields, ${maxDepth} levels deep; this one selects ${fields}, ${depth} levels deep. Split it.`,
    { extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
  )
}

function compile({ document, operationName }: ExecutionRequest): CompiledQuery | null {
  try {
    const query = compileQuery(schema, document, operationName ?? undefined)
    return isCompiledQuery(query) ? query : null
  } catch {
    return null // graphql-js executes what the compiler does not know
  }
}

/** graphql-jit's errors are not of graphql's class, and would all be masked. */
function asGraphQLError(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    ...(error.path && { path: error.path }),
    ...(error.originalError && { originalError: error.originalError }),
    extensions: error.extensions,
  })
}
