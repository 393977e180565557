import type { Refusal } from './change.ts'

export type Values = Readonly<Record<string, string>>

/** A field of a form. Its value is text; that of a checkbox is `true` or empty. */
export interface Field {
  readonly name: string
  readonly label: string
  readonly kind: 'text' | 'longText' | 'json' | 'choice' | 'checkbox' | 'supervisor' | 'team' | 'dateTime'
  readonly initial?: string
  readonly isRequired?: boolean
  readonly hint?: string
  /** The values of a choice, with their descriptions. */
  readonly choices?: readonly (readonly [value: string, text: string])[]
}

export const reasonField: Field = { name: 'reason', label: 'Reason', kind: 'text', hint: 'Kept in the event log.' }
export const descriptionField: Field = { name: 'description', label: 'Description', kind: 'longText' }

/** What a form shows after it was sent. */
export type Step =
  | { readonly kind: 'done'; readonly message: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The impact of the change, which the operator confirms. */
  | {
      readonly kind: 'confirm'
      readonly impact: readonly string[]
      readonly label: string
      readonly confirm: () => Promise<Step>
    }
  /** A secret that is shown once. */
  | { readonly kind: 'secret'; readonly secret: string }

/** A form for one mutation. */
export interface ActionForm {
  readonly label: string
  readonly title: string
  readonly isDangerous?: boolean
  readonly note?: string
  readonly fields: readonly Field[]
  readonly submitLabel: string
  readonly submit: (values: Values) => Promise<Step>
}

/** The text of an optional field; null if it is empty. */
export function optional(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : text
}

/** Counts a noun: `1 team`, `2 teams`. */
export function countOf(count: number, noun: string): string {
  return `${count.toLocaleString()} ${noun}${count === 1 ? '' : 's'}`
}
