import { expect } from 'vitest'
import type { GraphQLAnswer, TestApi } from './withApi.ts'
import { withRawPost } from './withRawPost.ts'

/** Replaces the time of computation, which differs between two responses. */
function timeless(answer: GraphQLAnswer<unknown>): unknown {
  return JSON.parse(
    JSON.stringify(answer.data ?? null, (key, value: unknown) => (key === 'computedAt' ? 'now' : value)),
  )
}
const errorsOf = ({ errors = [] }: GraphQLAnswer<unknown>): string[] =>
  errors.map(({ extensions, path = [] }) => `${extensions.code} at ${path.join('.')}`).sort()

type Send = ReturnType<typeof withRawPost>

export interface Executors {
  /** Compiles an operation when it is sent for the third time. */
  readonly compiled: Send
  readonly interpreted: Send
  /** Sends the operation to both executors, often enough that one compiles it, and compares the responses. */
  expectEqual(query: string, variables?: object, operationName?: string): Promise<GraphQLAnswer<unknown>>
}

export function withExecutors(api: TestApi): Executors {
  const compiled = withRawPost(api, { jit: true })
  const interpreted = withRawPost(api, { jit: false })
  return {
    compiled,
    interpreted,
    async expectEqual(query, variables = {}, operationName) {
      const body = JSON.stringify({ query, variables, operationName })
      const expected = await interpreted(body)
      for (let run = 0; run < 4; run++) {
        const answer = await compiled(body)
        expect(timeless(answer)).toEqual(timeless(expected))
        expect('data' in answer).toBe('data' in expected)
        expect(errorsOf(answer)).toEqual(expect.arrayContaining(errorsOf(expected)))
        const codes = new Set(expected.errors?.map(({ extensions }) => extensions.code))
        for (const { extensions } of answer.errors ?? []) expect(codes).toContain(extensions.code)
      }
      return expected
    },
  }
}
