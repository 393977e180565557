import type { FormattedExecutionResult } from 'graphql'
import { randomUUID } from 'node:crypto'
import { JsonText } from '../../domain/JsonText.ts'
import { stringifyResult } from '../../graphql/stringifyResult.ts'

/** The JSON of large results, from when it is written until graphql-ws has made its message. */
const texts = new Map<string, string>()
const placeholder = /"payload":"(large result [0-9a-f-]{36})"/

/**
 * Keeps the JSON of a large result for its message. graphql-ws would parse it and write it again.
 * @returns the payload to send in its place; undefined if the result is not large
 */
export function replaceLargeResult(result: { readonly data?: unknown }): FormattedExecutionResult | undefined {
  if (!(result.data instanceof JsonText)) return undefined
  const key = `large result ${randomUUID()}`
  texts.set(key, stringifyResult(result))
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
