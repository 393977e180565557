import type { Queryable, StatementOptions } from '../db/database.ts'
import { jsonSizeOf, ResultTooLargeError } from '../db/jsonSize.ts'
import { isDataError, isStatementTimeout } from '../db/unavailable.ts'
import type { Cancellation } from '../domain/cancellation.ts'
import { columnGroups, type ColumnSet } from '../domain/columns.ts'
import type { FairQueue } from '../domain/fairQueue.ts'
import { BudgetExceededError, type RequestBudget } from '../domain/requestBudget.ts'
import { beginShared, traceStatement } from '../domain/trace.ts'

/** The keys that one request loads, and its budget. */
export interface BatchEntry<Key> {
  readonly keys: readonly Key[]
  /** The columns that the load needs. A batch reads those of all its loads. */
  readonly columns: ColumnSet
  readonly budget: RequestBudget | undefined
}

/** Returns a value for each of the distinct keys, in order. */
export type Fetch<Key, Value> = (db: Queryable, keys: readonly Key[], columns: ColumnSet) => Promise<readonly Value[]>

export interface BatchOptions<Key, Value> {
  /** Name of the loader, for its errors. */
  readonly name: string
  readonly db: Queryable
  readonly queue?: FairQueue | undefined
  readonly scans?: FairQueue | undefined
  readonly identify: (key: Key) => string
  readonly fetch: Fetch<Key, Value>
}

/** A value or an error for each key. */
export type Results<Value> = readonly (Value | Error)[]

/** Timeout of a statement that several requests share, in milliseconds. */
const sharedTimeoutMs = 2_000
/** Statements with fewer characters of JSON are not charged for it, so that their rows need not be measured. */
const freeJsonSize = 256 * 1024

/**
 * Loads a batch of keys that belong to several requests. Each request is charged one statement. Requests that have exceeded
 * their budget are excluded. The statement is cancelled once no request waits for it.
 *
 * One request cannot fail another: a key whose value PostgreSQL refuses fails alone. A statement that takes too long or
 * returns too much is replaced by one for each request.
 * @returns a value or an error for each key of each entry
 */
export async function loadBatch<Key, Value>(
  entries: readonly BatchEntry<Key>[],
  options: BatchOptions<Key, Value>,
): Promise<readonly Results<Value>[]> {
  const refusals = chargeStatement(entries)
  const budgets = [...refusals].flatMap(([budget, refusal]) => (refusal ? [] : [budget]))
  const positions = new Map<string, number>()
  const keys: Key[] = []
  const positionOf = (key: Key): number => {
    const identity = options.identify(key)
    let position = positions.get(identity)
    if (position === undefined) positions.set(identity, (position = keys.push(key) - 1))
    return position
  }
  /** The positions of the keys of each entry; the error of an entry that is refused. */
  const places = entries.map((entry) => refusals.get(entry.budget) ?? entry.keys.map(positionOf))
  const settle = (valueAt: (position: number) => Value | Error): readonly Results<Value>[] =>
    places.map((place, i) => (place instanceof Error ? failAll(entries[i], place) : place.map(valueAt)))
  if (keys.length === 0) return settle(() => missingValue(options.name))

  try {
    const columns = entries.reduce((set, entry) => set | entry.columns, 0)
    const { values, jsonSize } = await fetchKeys(keys, columns, budgets, options)
    const results = settle((position) => {
      const value = values[position]
      return value === undefined ? missingValue(options.name) : value
    })
    return jsonSize > freeJsonSize ? chargeJson(entries, results) : results
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    const canBeFaultOfOne =
      failure instanceof ResultTooLargeError || isStatementTimeout(failure) || isDataError(failure)
    if (canBeFaultOfOne && budgets.length > 1) return loadSeparately(entries, budgets, options)
    const explained = explain(failure, budgets[0])
    return settle(() => explained)
  }
}

function failAll(entry: BatchEntry<unknown> | undefined, error: Error): readonly Error[] {
  return (entry?.keys ?? []).map(() => error)
}

/** Charges one statement to each request. Returns for each the error of the refusal, or null. */
function chargeStatement(entries: readonly BatchEntry<unknown>[]): Map<RequestBudget | undefined, Error | null> {
  const refusals = new Map<RequestBudget | undefined, Error | null>()
  for (const { budget } of entries) {
    if (!refusals.has(budget)) refusals.set(budget, budget ? refusalOf(budget, 'statements', 1) : null)
  }
  return refusals
}

/** Runs the statement for all keys. If values of keys make it fail, runs it for parts of the keys. */
async function fetchKeys<Key, Value>(
  keys: readonly Key[],
  columns: ColumnSet,
  budgets: readonly (RequestBudget | undefined)[],
  { name, db, queue, fetch }: BatchOptions<Key, Value>,
): Promise<{ values: Results<Value>; jsonSize: number }> {
  let jsonSize = 0
  const cancellation = whileWanted(budgets)
  const limits: StatementOptions = {
    cancellation,
    ...(budgets.length > 1 && { timeoutMs: sharedTimeoutMs }),
    onJson: (size) => (jsonSize += size),
  }
  const span = beginShared(budgets, `batch ${name}`)
  const limited: Queryable = {
    query: (statement, how) => {
      const options = { ...how, ...limits }
      return span
        ? traceStatement(span, statement.text, () => db.query(statement, options))
        : db.query(statement, options)
    },
  }
  const atLimit = budgets.length > 1 ? 'throw' : 'fail the rest'
  const run = (): Promise<Results<Value>> => fetchSeparately(keys, (some) => fetch(limited, some, columns), { atLimit })
  try {
    const values = await (queue ? queue.run({ owner: budgets[0], cancellation }, run) : run())
    span?.end({ attributes: { 'hierarchy.keys': keys.length, 'hierarchy.requests': budgets.length } })
    return { values, jsonSize }
  } catch (error) {
    span?.end({ error })
    throw error
  }
}

/** Cancels once all requests have failed; undefined if a load belongs to no request. */
function whileWanted(budgets: readonly (RequestBudget | undefined)[]): Cancellation | undefined {
  const all = budgets.filter((budget) => budget !== undefined)
  if (all.length < budgets.length) return undefined
  if (all.length === 1) return all[0]
  return {
    get failure() {
      return all.every(({ failure }) => failure) ? (all[0]?.failure ?? null) : null
    },
    onFailure(listener) {
      let waiting = all.length
      const removers = all.map((budget) =>
        budget.onFailure(() => {
          if (--waiting === 0) listener()
        }),
      )
      return () => {
        for (const remove of removers) remove()
      }
    },
  }
}

/** Maximum number of failed statements of one batch: enough for several invalid keys among thousands. */
const defaultMaxFailures = 64

export interface SeparationOptions {
  /** @default 64 */
  readonly maxFailures?: number
  /** What happens after `maxFailures` failed statements: all remaining keys fail, or the last error is thrown. */
  readonly atLimit: 'fail the rest' | 'throw'
}

/**
 * Fetches a batch. If the value of a key makes the statement fail, the batch is halved until only the keys with such values
 * fail. The statements of the halves run one after the other.
 */
export async function fetchSeparately<Key, Value>(
  keys: readonly Key[],
  fetch: (keys: readonly Key[]) => Promise<readonly Value[]>,
  options: SeparationOptions,
  failures: Error[] = [],
): Promise<Results<Value>> {
  const [failure] = failures
  if (failure && failures.length >= (options.maxFailures ?? defaultMaxFailures)) {
    if (options.atLimit === 'throw') throw failure
    return keys.map(() => failure)
  }
  let caught: Error
  try {
    return await fetch(keys)
  } catch (error) {
    if (!isDataError(error)) throw error
    caught = error
  }
  failures.push(caught)
  if (keys.length === 1) return [caught]
  const middle = keys.length >> 1
  const first = await fetchSeparately(keys.slice(0, middle), fetch, options, failures)
  return [...first, ...(await fetchSeparately(keys.slice(middle), fetch, options, failures))]
}

/** Loads the keys of each request in a batch of their own, a few requests at a time: the database may be slow. */
async function loadSeparately<Key, Value>(
  entries: readonly BatchEntry<Key>[],
  budgets: readonly (RequestBudget | undefined)[],
  options: BatchOptions<Key, Value>,
): Promise<readonly Results<Value>[]> {
  const results = new Map<BatchEntry<Key>, Results<Value>>()
  await Promise.all(
    budgets.map(async (budget) => {
      const own = entries.filter((entry) => entry.budget === budget)
      const loaded = await loadBatch(own, { ...options, queue: options.scans ?? options.queue })
      own.forEach((entry, i) => results.set(entry, loaded[i] ?? failAll(entry, missingValue(options.name))))
    }),
  )
  return entries.map(
    (entry) => results.get(entry) ?? failAll(entry, entry.budget?.failure ?? missingValue(options.name)),
  )
}

/** Charges the JSON of each value to its request, if that request needs it: the batch may have read it for another request. */
function chargeJson<Key, Value>(
  entries: readonly BatchEntry<Key>[],
  results: readonly Results<Value>[],
): readonly Results<Value>[] {
  return entries.map(({ budget, columns }, i) => {
    const own = results[i] ?? []
    if (!budget || !(columns & columnGroups.details)) return own
    return own.map((result) => refusalOf(budget, 'loadedJson', jsonSizeOf(result)) ?? result)
  })
}

/** Charges a request. Returns the error with which it ends; null if it may continue. */
function refusalOf(budget: RequestBudget, bound: 'statements' | 'loadedJson', amount: number): Error | null {
  try {
    budget.charge(bound, amount)
    return null
  } catch {
    return budget.failure
  }
}

/** Returns the error of a request whose statement was not shared. */
function explain(error: Error, budget: RequestBudget | undefined): Error {
  if (!(error instanceof ResultTooLargeError) || !budget) return budget?.failure ?? error
  return budget.fail(new BudgetExceededError('loadedJson', error.limit, error.actual))
}

function missingValue(name: string): Error {
  return new Error(`Expected loader ${name} to return a value for each key.`)
}
