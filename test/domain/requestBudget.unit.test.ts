import { expect, test } from 'vitest'
import { BudgetExceededError, defaultLimits, RequestBudget } from '../../src/domain/requestBudget.ts'

const limits = { ...defaultLimits, fields: 10, statements: 2 }

test('charges up to the limit', () => {
  const budget = new RequestBudget(limits)
  budget.charge('fields', 4)
  budget.charge('fields', 6)
  budget.charge('statements', 2)
  expect(budget.failure).toBe(null)
  expect(budget.used('fields')).toBe(10)
})

test('fails above a limit, and then at every charge with the same error', () => {
  const budget = new RequestBudget(limits)
  let failures = 0
  budget.onFailure(() => failures++)
  expect(() => {
    budget.charge('fields', 11)
  }).toThrow(BudgetExceededError)
  const { failure } = budget
  expect(failure).toMatchObject({ bound: 'fields', limit: 10, actual: 11 })
  expect(failure?.message).toBe(
    'Too many fields in the result: at most 10 per request, at least 11 selected. Request smaller pages, fewer fields or fewer lists, or split the request.',
  )
  expect(() => {
    budget.charge('statements', 1)
  }).toThrow(failure ?? 'no failure')
  expect(budget.fail(new Error('later'))).toBe(failure)
  expect(failures).toBe(1)
})

test('calls each listener once, a later listener immediately, and a removed listener never', () => {
  const budget = new RequestBudget(limits)
  const told: string[] = []
  budget.onFailure(() => told.push('first'))
  budget.onFailure(() => told.push('removed'))()
  budget.fail(new Error('over'))
  budget.onFailure(() => told.push('late'))
  expect(told).toEqual(['first', 'late'])
})
