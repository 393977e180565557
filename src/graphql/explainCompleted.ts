import type { GraphQLErrorExtensions } from 'graphql'
import type { Effect } from '../domain/effect.ts'
import { UnavailableError } from '../domain/errors.ts'
import { effectOf } from '../domain/facts.ts'
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
  const isOfPayload = facts !== undefined || !raw.path
  const effect = effectOf(facts ? [facts] : completed.values())
  const message = isOfPayload ? `${lostPayloadSentences[effect]} ${reasonOf(error, raw)}` : error.message
  return new PublicError(message, { ...extensions, code: error.extensions.code }, error.toJSON())
}

const lostPayloadSentences: Readonly<Record<Effect, string>> = {
  DONE: 'The change was committed; reading the result failed. Do not repeat the mutation: read the objects in `extensions.completed`.',
  UNKNOWN:
    'It is unknown whether every change was committed; reading the result failed. Read the current state before you repeat a mutation that `extensions.completed` lists.',
  NONE: 'Nothing was changed; reading the result failed.',
}

/** The message of a database error ends with `Retry.`, which applies only to reads. */
function reasonOf(error: PublicError, { originalError }: RawError): string {
  return originalError instanceof UnavailableError ? originalError.reason : error.message
}
