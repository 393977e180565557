import { expect, test } from 'vitest'
import { OperationOutcome } from '../../src/observability/operationOutcome.ts'

test('an operation without a refused mutation has no refusal', () => {
  expect(new OperationOutcome().refusal).toBe(null)
})

test('of several refused mutations the first counts', () => {
  const outcome = new OperationOutcome()
  outcome.noteRefusal('NAME_TAKEN')
  outcome.noteRefusal('FORBIDDEN')
  expect(outcome.refusal).toBe('NAME_TAKEN')
})
