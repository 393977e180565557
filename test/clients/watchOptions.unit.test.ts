import { expect, test } from 'vitest'
import { UsageError } from '../../clients/support/UsageError.ts'
import { readOptions } from '../../clients/watch/watchOptions.ts'

test.each([
  [['--within', 'here'], '--within: expected the id of a supervisor (a UUID), got "here"'],
  [['--types', 'A,,B'], '--types: expected event types separated by commas, got "A,,B"'],
  [['--url', 'here'], '--url: expected a URL such as http://127.0.0.1:4000/graphql, got "here"'],
  [['--url', 'ftp://here'], '--url: expected a URL such as http://127.0.0.1:4000/graphql, got "ftp://here"'],
  [['now'], "Unexpected argument 'now'"],
])('the arguments %j are refused', (args, problem) => {
  expect(() => readOptions(args)).toThrow(new UsageError(problem))
})
