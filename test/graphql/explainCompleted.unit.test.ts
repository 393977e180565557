import { expect, test } from 'vitest'
import { BudgetExceededError } from '../../src/domain/requestBudget.ts'
import type { KnownFacts } from '../../src/domain/facts.ts'
import { explainCompleted } from '../../src/graphql/explainCompleted.ts'
import { asGraphQLError, createErrorMask } from '../../src/graphql/maskErrors.ts'
import { OperationOutcome } from '../../src/observability/operationOutcome.ts'

const mask = createErrorMask(() => undefined)

/** The message of an exceeded budget, which has no path, after mutations with these facts. */
const messageAfter = (...completed: KnownFacts[]): string => {
  const outcome = new OperationOutcome()
  for (const [n, facts] of completed.entries()) outcome.noteCompleted(`m${n}`, facts)
  const raw = asGraphQLError(new BudgetExceededError('fields', 10, 11))
  return explainCompleted(mask(raw), raw, outcome).message
}

const committed = /^The change was committed; reading the result failed\./
const unknown = /^It is unknown whether every change was committed; reading the result failed\./
const nothing = /^Nothing was changed; reading the result failed\./

test.each<[name: string, facts: KnownFacts[], message: RegExp]>([
  ['ids', [{ supervisorId: 'a' }], committed],
  ['created supervisors', [{ created: 3, existing: 1 }], committed],
  ['no new supervisor', [{ created: 0, existing: 4 }], nothing],
  ['a repeated request', [{ supervisorId: 'a', created: false }], nothing],
  ['a dry run', [{ supervisorId: 'a', changed: false }], nothing],
  ['a lost commit', [{ code: 'UNAVAILABLE', effect: 'UNKNOWN', ids: ['a'] }], unknown],
  ['a failure after the commit', [{ code: 'UNAVAILABLE', effect: 'DONE', ids: [] }], committed],
  ['refused heartbeats', [{ accepted: 0, effect: 'NONE' }], nothing],
  ['recorded heartbeats', [{ accepted: 2, effect: 'DONE' }], committed],
  ['no facts', [{}], unknown],
  ['a change and a lost commit', [{ supervisorId: 'a' }, { effect: 'UNKNOWN', ids: [] }], unknown],
  ['a change and a dry run', [{ supervisorId: 'a' }, { changed: false }], committed],
  ['two dry runs', [{ changed: false }, { changed: false }], nothing],
])('an error without a path says what became of all changes: %s', (_name, facts, message) => {
  expect(messageAfter(...facts)).toMatch(message)
})

test('an error with a path says what became of the changes of its mutation', () => {
  const outcome = new OperationOutcome()
  outcome.noteCompleted('first', { effect: 'UNKNOWN', ids: [] })
  outcome.noteCompleted('second', { changed: false })
  const raw = { message: 'x', path: ['second', 'supervisor'], locations: undefined, originalError: new Error('x') }
  expect(explainCompleted(mask(raw), raw, outcome).message).toMatch(nothing)
})
