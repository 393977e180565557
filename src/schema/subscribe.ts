import {
  createSourceEventStream,
  execute,
  GraphQLError,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
  type FormattedExecutionResult,
} from 'graphql'
import { createHash } from 'node:crypto'
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

type Answer = Promise<FormattedExecutionResult>

/** For so long all who select the same of an event get one answer; whoever is later gets what is true by then. */
const sharedMs = 1_000
const shared = new WeakMap<object, Map<string, Answer>>()

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
  const key = createHash('sha256')
    .update(JSON.stringify([queryHash, operationName, pickAnswering(variables, document), context.viewer]))
    .digest('base64')
  // whatever a field subscribes to here, its items are objects
  stream.answers = mapStream(source as AsyncIterable<object>, (item) =>
    share(item, key, async () => {
      const contextValue = limitContext(stream.createContext())
      return stream.format(await execute({ ...args, rootValue: item, contextValue }))
    }),
  )
  return { data: null }
}

/** Of the variables those on which answers depend: arguments of the root field only say which events there are. */
function pickAnswering(variables: Readonly<Record<string, unknown>>, document: DocumentNode): Record<string, unknown> {
  const names = new Set<string>()
  const typeInfo = new TypeInfo(schema)
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      VariableDefinition: () => false,
      Field: (field) =>
        typeInfo.getParentType() === schema.getSubscriptionType() ? { ...field, arguments: [] } : undefined,
      Variable: ({ name }) => void names.add(name.value),
    }),
  )
  return Object.fromEntries(Object.entries(variables).filter(([name]) => names.has(name)))
}

/** An answer with errors is for those alone who wait for it already: what failed may not fail again. */
function share(item: object, key: string, execution: () => Answer): Answer {
  const answers = shared.get(item) ?? new Map<string, Answer>()
  shared.set(item, answers)
  const known = answers.get(key)
  if (known) return known
  const answer = execution()
  answers.set(key, answer)
  const forget = (): void => void answers.delete(key)
  answer.then(({ errors }) => {
    if (errors) forget()
    else setTimeout(forget, sharedMs).unref()
  }, forget)
  return answer
}

/** As an async generator would, but for one thing: its end does not wait for the next item, which is dropped then. */
function mapStream<Item, Value>(
  source: AsyncIterable<Item>,
  map: (item: Item) => Promise<Value>,
): AsyncIterableIterator<Value> {
  const items = source[Symbol.asyncIterator]()
  const end = { done: true, value: undefined } as const
  let isOver = false
  return {
    async next() {
      const item = await items.next()
      if (item.done) return end
      try {
        const value = await map(item.value)
        return isOver ? end : { done: false, value }
      } catch (error) {
        if (isOver) return end
        await items.return?.()
        throw error
      }
    },
    async return() {
      isOver = true
      await items.return?.()
      return end
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
