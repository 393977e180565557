import { expect, test } from 'vitest'
import { OperationOutcome } from '../../src/observability/operationOutcome.ts'

test('an operation without a refused mutation has no refusal', () => {
  expect(new OperationOutcome().refusal).toBe(null)
})

test('the refusal of an operation is that of its first refused mutation', () => {
  const outcome = new OperationOutcome()
  outcome.noteRefusal('NAME_TAKEN')
  outcome.noteRefusal('FORBIDDEN')
  expect(outcome.refusal).toBe('NAME_TAKEN')
})
