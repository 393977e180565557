import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { JsonText } from '../domain/JsonText.ts'

/** Results whose JSON takes too long to write in one turn of the event loop. */
const largeData = new WeakSet<object>()
/** Characters that are written in one turn of the event loop: about a millisecond of work. */
const maxChunk = 100_000
/** Speed at which all large results together are serialized: sending them takes as long again. */
const charactersPerMs = 200_000
/** Resolves when the next large result may be serialized. */
let nextLargeResult: Promise<unknown> = Promise.resolve()

/** Marks the data of a large result. */
export function markLarge(data: object): void {
  largeData.add(data)
}

/** Whether the result is marked as large. */
export function isLarge({ data }: { readonly data?: unknown }): boolean {
  return typeof data === 'object' && data !== null && largeData.has(data)
}

/** Returns the JSON of a result, as `JSON.stringify` does. A large result is serialized in several turns of the event loop. */
export function stringifyResult(result: { readonly data?: unknown }): string | Promise<string> {
  return isLarge(result) ? writeInOrder(result) : JSON.stringify(result)
}

/** Large results are serialized one after the other, with a pause after each, so that small ones are not delayed. */
function writeInOrder(result: unknown): Promise<string> {
  const text = nextLargeResult.then(() => writeInTurns(result))
  nextLargeResult = text.then(
    ({ length }) => sleep(length / charactersPerMs),
    () => undefined,
  )
  return text
}

async function writeInTurns(result: unknown): Promise<string> {
  let text = ''
  let written = 0
  for (const piece of pieces(result)) {
    text += piece
    if (text.length - written < maxChunk) continue
    written = text.length
    await nextTurn()
  }
  return text
}

/** The JSON of a value in pieces. Each object without objects in it is one piece. */
function* pieces(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) {
    yield value === undefined ? 'null' : JSON.stringify(value)
    return
  }
  if (value instanceof JsonText) {
    yield value.compact
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
