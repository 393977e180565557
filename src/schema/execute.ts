import {
  BREAK,
  execute,
  getOperationAST,
  getVariableValues,
  GraphQLError,
  OperationTypeNode,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type OperationDefinitionNode,
} from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit'
import type { Context } from '../context.ts'
import { LimitExceededError } from '../domain/errors.ts'
import { findCompilability } from './compilable.ts'
import { schema } from './index.ts'
import { startStream, type Stream } from './subscribe.ts'
import { maxDepth, maxFields, sizeOf, type DocumentSize } from './limits.ts'

export interface ExecutionRequest {
  readonly document: DocumentNode
  /** Tells documents apart. */
  readonly queryHash: string
  readonly operationName: string | null | undefined
  readonly variables: Readonly<Record<string, unknown>> | undefined
  readonly context: Context
  /** Of a transport that can answer more than once. */
  readonly stream?: Stream | undefined
}

export type Executor = (request: ExecutionRequest) => Promise<ExecutionResult>

const compileAfter = 3
/** A document's fields times the nodes that it is given: what an answer may come to. */
const maxResolvedFields = 2_000_000
/** Of fields in all that is compiled: some 140 MB. */
const maxKeptFields = 10_000
/** What is asked for less often is kept as if it had so many. */
const countedFields = 20

/** An operation of a document that was asked for. */
interface KnownOperation {
  readonly times: number
  /** Null where it cannot be compiled; undefined before that was tried. */
  readonly query: CompiledQuery | null | undefined
  readonly fields: number
}

/**
 * Executes operations that were parsed and validated, unless they are too large. With `jit`, what was asked for a few
 * times is compiled (`findCompilability` says what is not), and kept while it is among the latest; everything else runs on
 * graphql-js. Data are equal, and errors are equal in code and in the field that they null.
 */
export function createExecutor(jit: boolean): Executor {
  /** By document and operation, the latest at the end. */
  const known = new Map<string, KnownOperation>()
  let keptFields = 0

  const forget = (key: string): void => {
    keptFields -= known.get(key)?.fields ?? 0
    known.delete(key)
  }
  const compiled = (request: ExecutionRequest, fields: number): CompiledQuery | null => {
    const key = `${request.queryHash} ${request.operationName ?? ''}`
    const before = known.get(key)
    const times = (before?.times ?? 0) + 1
    const query = before?.query === undefined && times >= compileAfter ? compile(request) : before?.query
    forget(key)
    const operation = { times, query, fields: query === undefined ? countedFields : fields }
    known.set(key, operation)
    keptFields += operation.fields
    for (const oldest of known.keys()) {
      if (keptFields <= maxKeptFields) break
      forget(oldest)
    }
    return query ?? null
  }

  return async (request) => {
    const { document, operationName, variables = {}, context: contextValue } = request
    const size = sizeOf(document)
    if (size.fields > maxFields || size.depth > maxDepth) return { errors: [tooLarge(size)] }
    const limit = (context: Context): Context => {
      context.budget.limitTo(Math.floor(maxResolvedFields / size.fields))
      return context
    }
    limit(contextValue)
    const operation = getOperationAST(document, operationName)
    if (operation?.operation === OperationTypeNode.SUBSCRIPTION) {
      const { errors } = await startStream(request, limit)
      return errors ? { errors: summarize(errors) } : { data: null }
    }
    // no part of a snapshot may be older than the position that comes with it; a failure is told where it is selected
    if (selectsEventCursor(document)) await contextValue.feedPosition.read().catch(() => undefined)
    const query = jit && operation && findCompilability(document).compilable ? compiled(request, size.fields) : null
    const coerced = operation && query && coerceVariables(request, operation)
    if (!query || !coerced) {
      const result = await execute({ schema, document, operationName, variableValues: variables, contextValue })
      return { ...result, ...(result.errors && { errors: summarize(result.errors) }) }
    }
    const result = await query.query(undefined, contextValue, coerced)
    return { ...result, ...(result.errors && { errors: summarize(result.errors).map(asGraphQLError) }) }
  }
}

const cursorSelectors = new WeakMap<DocumentNode, boolean>()

function selectsEventCursor(document: DocumentNode): boolean {
  let found = cursorSelectors.get(document)
  if (found === undefined) {
    found = false
    visit(document, {
      Field: ({ name }) => {
        if (name.value !== 'eventCursor') return undefined
        found = true
        return BREAK
      },
    })
    cursorSelectors.set(document, found)
  }
  return found
}

/**
 * By graphql-js, since graphql-jit leaves defaults unparsed and words errors in its own way. Null where graphql-js has to
 * execute: for an error, for a null in place of a default, which is only judged where it is used, and for a null, or
 * nothing, within an input.
 */
function coerceVariables(
  { document, variables = {} }: ExecutionRequest,
  { variableDefinitions: definitions = [] }: OperationDefinitionNode,
): Record<string, unknown> | null {
  if (definitions.some(({ defaultValue, variable }) => defaultValue && variables[variable.name.value] === null))
    return null
  const { coerced } = getVariableValues(schema, definitions, variables)
  if (!coerced) return null
  for (const name of findCompilability(document).nested) if (coerced[name] == null) return null
  // its compiled code looks variables up by name: none may be found on the prototype
  return Object.assign(Object.create(null) as object, coerced)
}

/** A list that exceeds the budget fails with all lists after it: one error says it all. */
function summarize(errors: readonly GraphQLError[]): readonly GraphQLError[] {
  if (errors.some(isOverflow)) return [tooDeep()]
  const exceeded = errors.find((error) => error.originalError instanceof LimitExceededError)
  return exceeded ? [exceeded] : errors
}

/**
 * graphql-js recurses to coerce variables, and answers its own stack overflow: of inputs that contain their like, tens of
 * thousands deep. Nothing has been executed then.
 */
function isOverflow(error: unknown): boolean {
  return error instanceof RangeError
}

function tooDeep(): GraphQLError {
  return new GraphQLError('The variables are nested too deeply. Split them.', {
    extensions: { code: 'BAD_USER_INPUT' },
  })
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

/** graphql-jit's errors lack what graphql's constructor sets up, and would all be masked. */
function asGraphQLError({ message, path, originalError, extensions, locations }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, {
    extensions,
    ...(path && { path }),
    ...(originalError && { originalError }),
  })
  return locations ? Object.assign(error, { locations }) : error
}
