import {
  BREAK,
  execute,
  getOperationAST,
  getNamedType,
  getVariableValues,
  GraphQLError,
  isInputObjectType,
  Kind,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLNamedType,
} from 'graphql'
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit'
import type { Context } from '../context.ts'
import { LimitExceededError } from '../domain/errors.ts'
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
/** Compiled code grows with the fields, and with the variables, at a millisecond for each; what is larger is left to graphql-js. */
const maxCompiledFields = 1_000
const maxCompiledVariables = 50
const maxDocuments = 500

/**
 * Executes operations that were parsed and validated, unless they are too large. With `jit`, what was asked for a
 * few times is compiled, and kept while they are among the latest 500; all others, and what cannot be compiled,
 * run on graphql-js. Data are equal, and errors are equal in code and in the field that they null.
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
    const { document, operationName, variables = {}, context: contextValue } = request
    const size = sizeOf(document)
    if (size.fields > maxFields || size.depth > maxDepth) return { errors: [tooLarge(size)] }
    const limit = (context: Context): Context => {
      context.budget.limitTo(Math.floor(maxResolvedFields / size.fields))
      return context
    }
    limit(contextValue)
    if (getOperationAST(document, operationName)?.operation === OperationTypeNode.SUBSCRIPTION) {
      const { errors } = await startStream(request, limit)
      return errors ? { errors: summarize(errors) } : { data: null }
    }
    // no part of a snapshot may be older than the position that comes with it; a failure is told where it is selected
    if (selectsEventCursor(document)) await contextValue.feedPosition.read().catch(() => undefined)
    const query = jit && isCompilable(document, size) ? compiled(request) : null
    const coerced = query && coerceVariables(request)
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
 * execute: for an error, for a null in place of a default, which is only judged where it is used, and for a field of an
 * input that is absent, as its variable is.
 */
function coerceVariables({
  document,
  operationName,
  variables = {},
}: ExecutionRequest): Record<string, unknown> | null {
  const definitions = getOperationAST(document, operationName)?.variableDefinitions ?? []
  if (definitions.some(({ defaultValue, variable }) => defaultValue && variables[variable.name.value] === null))
    return null
  const { coerced } = getVariableValues(schema, definitions, variables)
  if (!coerced) return null
  for (const name of findVariableUses(document).nested) if (!(name in coerced)) return null
  return coerced
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

interface VariableUses {
  readonly count: number
  /** Within an input object or a list: graphql-jit takes those that are absent for null. */
  readonly nested: ReadonlySet<string>
  /** Whether one is within literal JSON: graphql-jit would lose it. */
  readonly inJson: boolean
  /** Whether one is of a type that contains its like: graphql-jit would write code for every level, without end. */
  readonly recursive: boolean
}
const variableUses = new WeakMap<DocumentNode, VariableUses>()

function findVariableUses(document: DocumentNode): VariableUses {
  const known = variableUses.get(document)
  if (known) return known
  const nested = new Set<string>()
  let count = 0
  let inJson = false
  let recursive = false
  const types = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(types, {
      VariableDefinition() {
        count++
        recursive ||= isRecursive(getNamedType(types.getInputType()))
        return false
      },
      Variable({ name }, _key, parent) {
        if (parent && 'kind' in parent && parent.kind === Kind.ARGUMENT) return
        nested.add(name.value)
        inJson ||= !types.getInputType()
      },
    }),
  )
  const uses = { count, nested, inJson, recursive }
  variableUses.set(document, uses)
  return uses
}

function isRecursive(type: GraphQLNamedType | undefined, above: readonly GraphQLNamedType[] = []): boolean {
  if (!isInputObjectType(type)) return false
  if (above.includes(type)) return true
  return Object.values(type.getFields()).some((field) => isRecursive(getNamedType(field.type), [...above, type]))
}

function isCompilable(document: DocumentNode, size: DocumentSize): boolean {
  const { count, inJson, recursive } = findVariableUses(document)
  return size.fields <= maxCompiledFields && count <= maxCompiledVariables && !inJson && !recursive
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
