import type { Step } from './ActionForm.ts'
import type { Refusal } from './change.ts'

export function refused({ refusal }: { readonly refusal: Refusal }): Step {
  return { kind: 'refused', refusal }
}

export function done(message: string): Step {
  return { kind: 'done', message }
}

/** The form has checked the text. */
export function parseJson(text = '{}'): unknown {
  return JSON.parse(text)
}
