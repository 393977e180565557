import type { Bound } from '../domain/requestBudget.ts'
import { PublicError } from './PublicError.ts'

/** Limits of an operation besides those of its budget. Each is a label of a metric, and a row in docs/reference/limits.md. */
const requestBounds = [
  'documentLength',
  'documentTokens',
  'documentBrackets',
  'documentNesting',
  'documentFragments',
  'documentRepetitions',
  'documentFields',
  'documentDepth',
  'validationSteps',
  'nameLength',
  'operationIdLength',
  'variables',
  'inputSize',
  'listItems',
  'openOperations',
  'openSubscriptions',
  'runningOperations',
] as const
/** Limits of requests and connections, which apply before their operations are known. */
const connectionBounds = [
  'bodyBytes',
  'headerBytes',
  'messageBytes',
  'jsonItems',
  'incomingBytes',
  'unreadBytes',
  'pipelinedRequests',
  'connections',
  'webSockets',
  'unauthenticatedWebSockets',
] as const
const budgetBounds: readonly Bound[] = ['fields', 'statements', 'loadedJson', 'resultSize', 'timeMs', 'memory']

export type RequestBound = (typeof requestBounds)[number]
export type ConnectionBound = (typeof connectionBounds)[number]
/** All values of `extensions.bound`. */
export const bounds: readonly string[] = [...budgetBounds, ...requestBounds, ...connectionBounds]

export interface Excess<Bound = RequestBound> {
  readonly bound: Bound
  readonly limit: number
  /** The value of the request. If the server stopped before it knew that value: the value at which it stopped. */
  readonly actual: number
}

/** The error of a request that exceeds a limit. */
export function limitError(code: string, { bound, limit, actual }: Excess, message: string): PublicError {
  return new PublicError(message, { code, bound, limit, actual })
}

/** A number as messages show it. */
export const format = (value: number): string => value.toLocaleString('en')
