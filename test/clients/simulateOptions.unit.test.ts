import { expect, test } from 'vitest'
import { UsageError } from '../../clients/support/UsageError.ts'
import { readOptions } from '../../clients/simulate/simulateOptions.ts'

test.each([
  [['--supervisors', '0'], '--supervisors: expected a whole number from 1 to 100000, got "0"'],
  [['--supervisors', 'many'], '--supervisors: expected a whole number from 1 to 100000, got "many"'],
  [['--kill-rate', '1.5'], '--kill-rate: expected a number from 0 to 1, got "1.5"'],
  [['--seconds', '1e3'], '--seconds: expected a whole number from 1 to 86400, got "1e3"'],
  [['--sweep', '0'], '--sweep: expected a number from 0.1 to 3600, got "0"'],
  [['--url', 'here'], '--url: expected a URL such as http://127.0.0.1:4000/graphql, got "here"'],
  [['now'], "Unexpected argument 'now'"],
])('the arguments %j are refused', (args, problem) => {
  expect(() => readOptions(args)).toThrow(new UsageError(problem))
})
