import { JsonText } from '../domain/JsonText.ts'

/** Characters that are written in one turn of the event loop: about a millisecond of work. */
const maxChunk = 100_000

/**
 * Writes the JSON of a value in several turns of the event loop.
 * @param pause waits for another turn
 */
export async function writeInTurns(value: unknown, pause: () => Promise<void> | undefined): Promise<JsonText> {
  await pause()
  let text = ''
  let written = 0
  for (const piece of pieces(value)) {
    text += piece
    if (text.length - written < maxChunk) continue
    written = text.length
    await pause()
  }
  return new JsonText(text)
}

/** Returns the JSON of a result, as `JSON.stringify` does, except for white space in large values from the database. The data of a large result has already been written. */
export function stringifyResult(result: {
  readonly errors?: unknown
  readonly data?: unknown
  readonly extensions?: unknown
}): string {
  if (!(result.data instanceof JsonText)) return JSON.stringify(result)
  let text = ''
  for (const piece of pieces(result)) text += piece
  return text
}

/** The JSON of a value in pieces. Each object without objects in it is one piece. */
function* pieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield value === undefined ? 'null' : JSON.stringify(value)
    return
  }
  if (value instanceof JsonText) {
    yield value.toString()
    return
  }
  const isList = Array.isArray(value)
  let separator = isList ? '[' : '{'
  for (const [key, field] of Object.entries(value)) {
    if (field === undefined && !isList) continue
    yield isList ? separator : `${separator}${JSON.stringify(key)}:`
    yield* pieces(field)
    separator = ','
  }
  yield separator === ',' ? (isList ? ']' : '}') : isList ? '[]' : '{}'
}
