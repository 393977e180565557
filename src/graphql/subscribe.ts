import {
  createSourceEventStream,
  execute,
  OperationTypeNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql'
import { createHash } from 'node:crypto'
import type { CreateContext } from '../context.ts'
import { identityOf } from '../domain/viewer.ts'
import { createPace } from './pace.ts'
import { sizeOf } from './limits.ts'
import { runWithinBudget, type RawResult } from './runWithinBudget.ts'
import { schema } from './schema.ts'
import type { Operation } from './operation.ts'
import type { PublicResult } from './PublicError.ts'
import type { RateLimit } from './rateLimit.ts'
import { costOf, requestedCost } from './requestedCost.ts'

export interface SubscribeOptions {
  /** Makes the context in which the selection of one event is executed: it reads the state at that time. */
  readonly createContext: CreateContext
  readonly hideSuggestions: boolean
  readonly mask: (result: RawResult) => PublicResult
  /** Each event is charged to its subscriber, and waits while the subscriber has no points. */
  readonly rateLimit: RateLimit | undefined
}

/** How long subscribers with the same selection share the result of one event. Later ones read the state at that time. */
const sharedMs = 1_000
const sharedResults = new WeakMap<object, Map<string, Promise<EventResult>>>()

/** The result of one event, and the fields that it cost. */
interface EventResult {
  readonly result: PublicResult
  readonly cost: number
}

/**
 * Starts a subscription. Each event has its own budget, and the total cost of all events is limited per second.
 * An event that exceeds its budget ends the subscription.
 * @returns the results, one for each event, or the errors that keep the subscription from starting
 */
export async function subscribe(
  { document, queryHash, operationName, variables = {}, context, client, pace = createPace(), verifyCaller }: Operation,
  definition: OperationDefinitionNode,
  { createContext, hideSuggestions, mask, rateLimit }: SubscribeOptions,
): Promise<PublicResult | AsyncIterableIterator<PublicResult>> {
  const args = { schema, document, operationName, variableValues: variables, hideSuggestions }
  const source = await createSourceEventStream({ ...args, contextValue: context })
  if (!(Symbol.asyncIterator in source)) return mask(source)
  const { viewer } = context
  const caller = identityOf(viewer)
  const key = createHash('sha256')
    .update(JSON.stringify([queryHash, operationName, pickSelectionVariables(variables, document), viewer]))
    .digest('base64')
  const { fields } = sizeOf(document)
  const requested = requestedCost(document, definition, variables)
  const runEvent = async (event: object): Promise<EventResult> => {
    const contextValue = createContext({ viewer, connection: pace })
    const { budget, turns } = contextValue
    const options = { budget, turns, document, kind: OperationTypeNode.SUBSCRIPTION, client: undefined }
    const result = await runWithinBudget(options, () => {
      budget.charge('fields', fields)
      return execute({ ...args, rootValue: event, contextValue })
    })
    return { result: { ...mask(result), extensions: { cost: costOf(requested, budget) } }, cost: budget.cost }
  }
  // every subscription field of the schema yields objects
  return mapStream(source as AsyncIterable<object>, async (event) => {
    await pace.wait(client)
    await rateLimit?.wait(caller, client)
    await verifyCaller?.()
    const { result, cost } = await share(event, key, () => runEvent(event))
    pace.spend(cost)
    rateLimit?.charge(caller, cost)
    const exceeded = result.errors?.find(({ extensions }) => extensions.bound !== undefined)
    if (exceeded) throw exceeded
    return result
  })
}

/**
 * The variables on which the result of an event depends. The arguments of the root field only decide which events there
 * are, so subscribers with different arguments can share results.
 */
function pickSelectionVariables(
  variables: Readonly<Record<string, unknown>>,
  document: DocumentNode,
): Record<string, unknown> {
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

/**
 * Executes the selection of an event once for all subscribers with an equal key. A result with errors is given only to
 * the subscribers that wait for it already, since the next attempt may succeed.
 */
function share(event: object, key: string, run: () => Promise<EventResult>): Promise<EventResult> {
  const results = sharedResults.get(event) ?? new Map<string, Promise<EventResult>>()
  sharedResults.set(event, results)
  const known = results.get(key)
  if (known) return known
  const result = run()
  results.set(key, result)
  const forget = (): void => void results.delete(key)
  result.then(({ result: { errors } }) => {
    if (errors) forget()
    else setTimeout(forget, sharedMs).unref()
  }, forget)
  return result
}

/**
 * Maps the items of a stream, as an async generator would, with one difference: `return()` takes effect immediately and does
 * not wait for the next item, which is dropped.
 */
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
