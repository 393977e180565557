import { getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { countHeartbeats } from '../../src/graphql/heartbeatFields.ts'

function count(text: string, variables?: Record<string, unknown>): number {
  const document = parse(text)
  const definition = getOperationAST(document)
  if (!definition) throw new Error('expected one operation')
  return countHeartbeats(document, definition, variables)
}

/** Fragments that each spread the next one twice: the last one is selected `2 ** levels` times. */
function doubling(levels: number, last: string): string {
  const fragments = Array.from({ length: levels }, (_, i) => `fragment f${i} on Mutation { ...f${i + 1} ...f${i + 1} }`)
  return `mutation ($list: [I!]!) { ...f0 } ${fragments.join(' ')} fragment f${levels} on Mutation { ${last} }`
}

test('counts each heartbeat of a batch, and each field in a fragment wherever it is spread', () => {
  const single = 'heartbeat(input: { supervisorId: "a" }) { __typename }'
  const batch = 'heartbeats(input: { heartbeats: $list }) { __typename }'
  expect(count(`mutation { ${single} ... { ${single} } }`)).toBe(2)
  expect(count(doubling(3, single))).toBe(8)
  expect(count(doubling(3, batch), { list: [1, 2, 3] })).toBe(24)
})

test('takes time by the length of the text, however many fields its fragments select', () => {
  expect(count(doubling(60, 'heartbeat { __typename }'))).toBe(1) // the document is refused
})
