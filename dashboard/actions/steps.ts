import type { TypedDocumentString } from '../generated/graphql.ts'
import type { Step } from './ActionForm.ts'
import { change, type Payload, type Refusal } from './change.ts'

export function refused({ refusal }: { readonly refusal: Refusal }): Step {
  return { kind: 'refused', refusal }
}

export function done(message: string): Step {
  return { kind: 'done', message }
}

/** Sends a mutation that needs no confirmation. The message says what it has done. */
export async function carryOut<Result extends { readonly __typename: string }, Input>(
  document: TypedDocumentString<{ result: Result }, { input: Input }>,
  input: Input,
  message: string | ((payload: Payload<Result>) => string),
): Promise<Step> {
  const outcome = await change(document, input)
  if ('refusal' in outcome) return refused(outcome)
  return done(typeof message === 'string' ? message : message(outcome.payload))
}

/** The message about an object that was edited. */
export function savedMessage(name: string): (payload: { readonly changed: boolean }) => string {
  return ({ changed }) => (changed ? `${name} was saved.` : 'There was nothing to change.')
}

/** The form has checked the text. */
export function parseJson(text = '{}'): unknown {
  return JSON.parse(text)
}
