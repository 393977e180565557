import { execute, getOperationAST, OperationTypeNode } from 'graphql'
import type { Context, CreateContext } from '../context.ts'
import { BudgetExceededError } from '../domain/requestBudget.ts'
import { adaptVariables, coerceVariables } from './coerceVariables.ts'
import { checkInputs } from './checkInputs.ts'
import { createFieldSearch } from './fieldSearch.ts'
import { checkVariables } from './checkVariables.ts'
import { findCompilability } from './compilable.ts'
import { createCompiledOperations } from './compiledOperations.ts'
import { explainCompleted } from './explainCompleted.ts'
import { maxDepth, maxFields, sizeOf, type DocumentSize } from './limits.ts'
import { limitError } from './limitError.ts'
import type { MaskError, RawError } from './maskErrors.ts'
import type { Operation } from './operation.ts'
import { PublicError, type PublicResult } from './PublicError.ts'
import type { RateLimits } from './rateLimit.ts'
import { runWithinBudget, type RawResult } from './runWithinBudget.ts'
import { schema } from './schema.ts'
import { subscribe } from './subscribe.ts'

/** One result, or for a subscription one for each event. */
export type OperationResult = PublicResult | AsyncIterableIterator<PublicResult>

export interface ExecutorOptions {
  /** Whether graphql-jit compiles a document with this text once it is requested often. */
  readonly mayCompile: (text: string) => boolean
  /** Whether errors of variables name no other part of the schema, as where introspection is off. */
  readonly hideSuggestions: boolean
  readonly maskError: MaskError
  /** Makes the context in which one event of a subscription is executed. */
  readonly createContext: CreateContext
  readonly rateLimits: RateLimits
}

/**
 * Executes operations that were parsed and validated. An operation that is requested often is compiled,
 * where graphql-jit is known to execute it as graphql-js does (see `findCompilability`). Both executors give equal data;
 * their errors are equal in code and in the field that becomes null. Rejects only for a defect of the server.
 */
export function createExecutor({
  mayCompile,
  hideSuggestions,
  maskError,
  createContext,
  rateLimits,
}: ExecutorOptions): (operation: Operation) => Promise<OperationResult> {
  const findCompiled = createCompiledOperations()
  const mask = ({ errors, ...result }: RawResult, { outcome }: Context): PublicResult =>
    errors
      ? { ...result, errors: summarize(errors).map((error) => explainCompleted(maskError(error), error, outcome)) }
      : result

  return async (operation) => {
    const { document, operationName, variables, context: contextValue } = operation
    const size = sizeOf(document)
    if (size.fields > maxFields || size.depth > maxDepth) return { errors: [documentTooLarge(size)] }
    const definition = getOperationAST(document, operationName)
    if (!definition) return { errors: [unknownOperation(operationName)] }
    if (definition.operation === OperationTypeNode.SUBSCRIPTION && !operation.acceptsStream)
      return { errors: [streamNotAccepted()] }
    const tooLarge = checkVariables(variables ?? {}) ?? checkInputs(document, definition, variables ?? {})
    if (tooLarge) return { errors: [tooLarge] }
    const given = coerceVariables(operation, definition, hideSuggestions)
    if ('errors' in given) return mask(given, contextValue)
    if (definition.operation === OperationTypeNode.SUBSCRIPTION) {
      const options = { hideSuggestions, createContext, rateLimit: rateLimits.operations }
      return subscribe(operation, definition, { ...options, mask: (result) => mask(result, contextValue) })
    }

    const { budget, turns } = contextValue
    const run = async (): Promise<RawResult> => {
      budget.charge('fields', size.fields)
      // No part of a snapshot may be older than the cursor that comes with it. A failure is reported at the field.
      if (selectsEventCursor(document)) await contextValue.feedPosition.read().catch(() => undefined)
      const isCompiled = findCompilability(document).compilable && mayCompile(document.loc?.source.body ?? '')
      const compiled = isCompiled ? findCompiled(operation, size.fields) : null
      const adapted = compiled && adaptVariables(operation, definition, given.coerced)
      return compiled && adapted
        ? compiled.query(undefined, contextValue, adapted)
        : execute({ schema, document, operationName, variableValues: variables, contextValue, hideSuggestions })
    }
    const { client } = operation
    return mask(
      await runWithinBudget({ budget, turns, document, kind: definition.operation, client }, run),
      contextValue,
    )
  }
}

const selectsEventCursor = createFieldSearch(new Set(['eventCursor']))

/** Maximum number of reported errors of one result: the same error can occur in each field, and a defect is logged each time. */
const maxErrors = 100

/** If one field exceeds the budget, all later fields fail too: one error is enough. */
function summarize(errors: readonly RawError[]): readonly RawError[] {
  // graphql-js recurses to coerce variables, and reports its own stack overflow; nothing has been executed then
  if (errors.some((error) => error instanceof RangeError)) return [variablesTooDeep()]
  const exceeded = errors.find((error) => error.originalError instanceof BudgetExceededError)
  return exceeded ? [exceeded] : errors.slice(0, maxErrors)
}

function variablesTooDeep(): PublicError {
  return new PublicError('The variables are nested too deeply. Send them in several requests.', {
    code: 'BAD_USER_INPUT',
  })
}

function documentTooLarge({ fields, depth }: DocumentSize): PublicError {
  const isTooDeep = depth > maxDepth
  return limitError(
    'GRAPHQL_VALIDATION_FAILED',
    isTooDeep
      ? { bound: 'documentDepth', limit: maxDepth, actual: depth }
      : { bound: 'documentFields', limit: maxFields, actual: fields },
    `Document too large: at most ${maxFields} fields, ${maxDepth} levels deep, may be selected with all fragments spread. This document selects ${fields} fields, ${depth} levels deep. Split it.`,
  )
}

function streamNotAccepted(): PublicError {
  return new PublicError(
    'Subscriptions are not served over HTTP. Send them over WebSocket (graphql-transport-ws), at the same address.',
    {
      code: 'BAD_REQUEST',
    },
  )
}

/** The wording is that of graphql-js. */
function unknownOperation(name: string | null | undefined): PublicError {
  return new PublicError(
    name == null
      ? 'Must provide operation name if query contains multiple operations.'
      : `Unknown operation named "${name}".`,
    { code: 'OPERATION_RESOLUTION_FAILURE' },
  )
}
