import type { FormattedExecutionResult } from 'graphql'
import { randomUUID } from 'node:crypto'
import { isLarge, stringifyResult } from '../../graphql/stringifyResult.ts'

/** The JSON of large results, from when it is written until graphql-ws has made its message. */
const texts = new Map<string, string>()
const placeholder = /"payload":"(large result [0-9a-f-]{36})"/

/**
 * Writes the JSON of a large result in several turns of the event loop. graphql-ws would write it in one go.
 * @returns the payload to send in its place; undefined if the result is not large
 */
export async function writeLargeResult(result: {
  readonly data?: unknown
}): Promise<FormattedExecutionResult | undefined> {
  if (!isLarge(result)) return undefined
  const key = `large result ${randomUUID()}`
  texts.set(key, await stringifyResult(result))
  const standIn: object = { toJSON: () => key } // graphql-ws only turns it into JSON
  return standIn
}

/** Puts the JSON of a large result into the message that graphql-ws has made with its payload. */
export function completeMessage(message: string): string {
  if (texts.size === 0) return message
  const [, key = ''] = placeholder.exec(message) ?? []
  const text = texts.get(key)
  if (text === undefined) return message
  texts.delete(key)
  return message.replace(`"${key}"`, () => text)
}
