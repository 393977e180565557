import type { GraphQLErrorExtensions } from 'graphql'
import { UnavailableError } from '../domain/errors.ts'
import { hasChanged } from '../domain/facts.ts'
import type { OperationOutcome } from '../observability/operationOutcome.ts'
import type { RawError } from './maskErrors.ts'
import { PublicError } from './PublicError.ts'

/**
 * Adds to a top-level error what the mutations of its operation have already done. The payloads may be lost, because a field
 * that cannot be read makes `data` null. The message of such an error does not suggest a retry, which could repeat the change.
 */
export function explainCompleted(error: PublicError, raw: RawError, { completed }: OperationOutcome): PublicError {
  if (completed.size === 0) return error
  const extensions: GraphQLErrorExtensions = { ...error.extensions, completed: Object.fromEntries(completed) }
  // an error without a path, such as an exceeded budget, concerns the payloads of all mutations
  const facts = raw.path ? completed.get(String(raw.path[0])) : undefined
  const hasCommitted = facts ? hasChanged(facts) : [...completed.values()].some(hasChanged)
  const isOfPayload = facts !== undefined || !raw.path
  const message = isOfPayload ? `${whatHappened(hasCommitted)} ${reasonOf(error, raw)}` : error.message
  return new PublicError(message, { ...extensions, code: error.extensions.code }, error.toJSON())
}

function whatHappened(changed: boolean): string {
  return changed
    ? 'The change was committed; reading the result failed. Do not repeat the mutation: read the objects in `extensions.completed`.'
    : 'The mutation had nothing to change; reading the result failed.'
}

/** The message of a database error ends with `Retry.`, which applies only to reads. */
function reasonOf(error: PublicError, { originalError }: RawError): string {
  return originalError instanceof UnavailableError ? originalError.reason : error.message
}
