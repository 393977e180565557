import {
  createSourceEventStream,
  execute,
  GraphQLError,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql'
import type { Context } from '../context.ts'
import type { ExecutionRequest } from './execute.ts'
import { schema } from './index.ts'

/** Where a subscription's answers come from. */
export interface Stream {
  /** For the next answer, which reads what is there by then. */
  createContext(): Context
  /** Masks errors. */
  format(answer: ExecutionResult): FormattedExecutionResult
  /** Null until the subscription has started. */
  answers: AsyncIterableIterator<FormattedExecutionResult> | null
}

/** Of all who select the same of an event: executed once. */
const shared = new WeakMap<object, Map<string, Promise<FormattedExecutionResult>>>()

/** @returns the errors that keep it from starting, or nothing, and the answers are in `stream` */
export async function startStream(
  request: ExecutionRequest,
  limitContext: (context: Context) => Context,
): Promise<ExecutionResult> {
  const { document, queryHash, operationName, variables = {}, context, stream } = request
  if (!stream) return { errors: [notByHttp()] }
  const args = { schema, document, operationName, variableValues: variables }
  const source = await createSourceEventStream({ ...args, contextValue: context })
  if (!(Symbol.asyncIterator in source)) return source
  const key = JSON.stringify([queryHash, operationName, variables, context.viewer])
  // whatever a field subscribes to here, its items are objects
  stream.answers = mapStream(source as AsyncIterable<object>, (item) => {
    let answers = shared.get(item)
    if (!answers) shared.set(item, (answers = new Map<string, Promise<FormattedExecutionResult>>()))
    let answer = answers.get(key)
    if (!answer) {
      const contextValue = limitContext(stream.createContext())
      answer = Promise.resolve(execute({ ...args, rootValue: item, contextValue })).then((each) => stream.format(each))
      answers.set(key, answer)
    }
    return answer
  })
  return { data: null }
}

/** As an async generator would, but for one thing: its end does not wait for the next item. */
function mapStream<Item, Value>(
  source: AsyncIterable<Item>,
  map: (item: Item) => Promise<Value>,
): AsyncIterableIterator<Value> {
  const items = source[Symbol.asyncIterator]()
  return {
    async next() {
      const item = await items.next()
      return item.done ? { done: true, value: undefined } : { done: false, value: await map(item.value) }
    },
    async return() {
      await items.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

function notByHttp(): GraphQLError {
  return new GraphQLError('Subscriptions are served over WebSocket (graphql-transport-ws), at the same address.', {
    extensions: { code: 'BAD_REQUEST' },
  })
}
