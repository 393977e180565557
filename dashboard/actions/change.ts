import { askServer } from '../api/askServer.ts'
import type { Effect, ErrorCode, Role, TypedDocumentString } from '../generated/graphql.ts'

/** Why the server did not carry out a mutation. */
export interface Refusal {
  /** `ErrorCode`, or the code of a top-level error. */
  readonly code: string
  readonly message: string
  readonly path?: readonly string[]
  readonly effect?: Effect
  readonly required?: Role
}

type Refused = { readonly code: ErrorCode }
/** The result of a mutation that was carried out. */
export type Payload<Result> = Exclude<Result, Refused>
type Outcome<Result> = { readonly payload: Payload<Result> } | { readonly refusal: Extract<Result, Refused> & Refusal }

/** Sends a mutation. @throws {RequestFailed} if the server does not respond with a result */
export async function change<Result extends { readonly __typename: string }, Input>(
  document: TypedDocumentString<{ result: Result }, { input: Input }>,
  input: Input,
): Promise<Outcome<Result>> {
  const { result } = await askServer(document, { input })
  return isRefused(result) ? { refusal: result } : { payload: result as Payload<Result> }
}

function isRefused<Result extends object>(result: Result): result is Extract<Result, Refused> & Refusal {
  return 'code' in result
}

/** What the operator can do about a refusal. */
export function remedyOf({ code, effect, required }: Refusal): string {
  switch (code) {
    case 'UNAVAILABLE':
      return effect === 'UNKNOWN' || effect === 'DONE'
        ? 'The change may have been made. Check the current state before you retry.'
        : 'Nothing was changed. Retry in a moment.'
    case 'FORBIDDEN':
      return required ? `Sign in with a token that has the role ${required}.` : 'Sign in with another token.'
    default:
      return remedies[code] ?? 'Change the input, and retry.'
  }
}

const remedies: Readonly<Record<string, string>> = {
  OFFLINE: 'The change may have been made. Check the current state when the connection is back.',
  CONFLICT: 'It has changed since you opened this form. Close the form, check the current state, and retry.',
  INVALID_TRANSITION:
    'Its status has changed, or does not allow this action. Close the form, and check which actions it accepts now.',
  HAS_LIVE_CHILDREN: 'Choose what happens to its children.',
  HAS_ACTIVE_MEMBERS: 'End the memberships too, or remove the members first.',
  NAME_TAKEN: 'Choose another name.',
  PARENT_UNAVAILABLE: 'Restart that supervisor first, or choose another one.',
  LEVEL_LIMIT: 'Choose a parent that is higher in the tree.',
  CYCLE: 'Choose a parent outside the subtree that you move.',
  NOT_FOUND: 'It was deleted, or it is outside your subtree. Close the form.',
  ALREADY_MEMBER: 'The agent is a member already: there is nothing to do.',
  CONFIRMATION_REQUIRED: 'More is affected than you have confirmed. Check the impact again.',
  RATE_LIMITED: 'Wait a moment, and retry.',
}
