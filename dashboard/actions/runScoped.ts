import type { PauseDocument, RestartDocument, ResumeDocument, Scope } from '../generated/graphql.ts'
import { countOf, optional, type Field, type Step, type Values } from './ActionForm.ts'
import { change } from './change.ts'
import { done, refused } from './steps.ts'

export type ScopedDocument = typeof PauseDocument | typeof ResumeDocument | typeof RestartDocument

export const scopeField: Field = {
  name: 'scope',
  label: 'Applies to',
  kind: 'choice',
  initial: 'SELF',
  choices: [
    ['SELF', 'the supervisor alone'],
    ['SUBTREE', 'the supervisor and its whole subtree'],
  ],
}

interface ScopedTarget {
  readonly id: string
  readonly name: string
  readonly version: number
}

/** Pauses, resumes or restarts a supervisor or its subtree. */
export async function runScoped(
  document: ScopedDocument,
  label: string,
  { id, name, version: expectedVersion }: ScopedTarget,
  { reason, scope }: Values,
): Promise<Step> {
  const input = { id, expectedVersion, reason: optional(reason), scope: (scope ?? 'SELF') as Scope }
  // the three documents have the same input and the same result, by other names
  const outcome = await change(document as typeof PauseDocument, input)
  if ('refusal' in outcome) return refused(outcome)
  const { changedCount, skipped } = outcome.payload
  const skippedCount = skipped.reduce((sum, { count }) => sum + count, 0)
  const rest = skippedCount === 0 ? '' : `, ${countOf(skippedCount, 'other')} unchanged`
  return done(`${label} ${name}: ${countOf(changedCount, 'supervisor')} changed${rest}.`)
}
