import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { localAdmin } from '../../src/domain/viewer.ts'
import type { OperationResult } from '../../src/graphql/execute.ts'
import { limitRunning } from '../../src/graphql/limitRunning.ts'
import type { Operation } from '../../src/graphql/operation.ts'

test.each<[source: string, isRefused: boolean, mayBeHeartbeat: boolean]>([
  ['mutation { heartbeat { __typename } }', false, false],
  ['mutation { heartbeats { __typename } __typename }', false, false],
  ['mutation { a: heartbeat { __typename } b: heartbeat { __typename } c: heartbeats { __typename } }', false, false],
  ['mutation { ...F } fragment F on Mutation { heartbeat { __typename } }', false, false],
  ['mutation { heartbeat { __typename } spawnSupervisor { __typename } }', true, true],
  ['mutation { spawnSupervisor { __typename } }', true, false],
  ['{ heartbeat: stats { __typename } }', true, false],
  ['{ __typename }', true, false],
])('while the most operations run, %s is refused: %s', async (source, isRefused, mayBeHeartbeat) => {
  let noted = 0
  let end = (): void => undefined
  const running = new Promise<OperationResult>((resolve) => {
    end = () => {
      resolve({ data: null })
    }
  })
  const execute = limitRunning(() => running, { maxRunning: 1, onRefused: () => noted++ })
  const operationOf = (text: string) => ({ document: parse(text), context: { viewer: localAdmin } }) as Operation // all that the limit reads
  const first = execute(operationOf('{ __typename }'))
  const second = execute(operationOf(source))
  end()
  expect(await first).toEqual({ data: null })
  const result = await second
  const refusal = { code: 'TOO_MANY_OPERATIONS', bound: 'runningOperations', limit: 1, actual: 2 }
  expect('errors' in result && result.errors[0]?.extensions).toEqual(isRefused && refusal)
  expect(noted).toBe(mayBeHeartbeat ? 1 : 0)
})
