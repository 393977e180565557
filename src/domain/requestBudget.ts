import { CancellationSource } from './cancellation.ts'
import { DomainError } from './errors.ts'
import type { Span } from './trace.ts'

/** Limits of one request. */
export interface RequestLimits {
  /** Fields of the result. Each item of a list counts once, and once more for each field that is selected below it. */
  readonly fields: number
  /** SQL statements that load data for the request, alone or together with other requests. */
  readonly statements: number
  /** JSON in the rows that are loaded, such as configs, in characters. */
  readonly loadedJson: number
  /** Size of the result as JSON, in characters. */
  readonly resultSize: number
  /** Time until the result of a query, or of one event of a subscription, in milliseconds. */
  readonly timeMs: number
}

/** The limits of a server whose operator has set none. */
export const defaultLimits: RequestLimits = {
  fields: 500_000,
  statements: 100,
  loadedJson: 32 * 1024 * 1024,
  resultSize: 10_000_000,
  timeMs: 10_000,
}

/** What ends a request: one of its limits, or the memory of the server. */
export type Bound = keyof RequestLimits | 'memory'

/** Cost of a load, in fields that take about the same time. */
export const loadCost = 10
/** A request is small until it has used this number of fields: enough for several objects, and too few for a page below a page. */
export const maxSmallFields = 500
/** Characters of a result that cost as much as one field. */
const charactersPerField = 100

const remedy = ' Request smaller pages, fewer fields or fewer lists, or split the request.'
const explanations: Readonly<Record<Bound, (limit: string, actual: string) => string>> = {
  fields: (limit, actual) =>
    `Too many fields in the result: at most ${limit} per request, at least ${actual} selected.${remedy}`,
  statements: (limit, actual) =>
    `Too many SQL statements: at most ${limit} per request, at least ${actual} needed.${remedy}`,
  loadedJson: (limit, actual) =>
    `Too much JSON loaded: at most ${limit} characters per request, at least ${actual} needed.${remedy}`,
  resultSize: (limit, actual) =>
    `Result too large: at most ${limit} characters per request, at least ${actual} needed.${remedy}`,
  timeMs: (limit) => `Request timeout: at most ${limit} ms per request. Retry, or request less.`,
  memory: (limit, actual) =>
    `The server is short of memory: large queries end while more than ${limit} bytes of its heap are in use, now ${actual}. Retry later, or request less.`,
}

/**
 * A request exceeds one of its limits, and has no result. A timeout is UNAVAILABLE, because its most frequent cause is a slow
 * database, not an expensive request. So is the end of a large query for which the server has too little memory.
 */
export class BudgetExceededError extends DomainError {
  readonly code: 'LIMIT_EXCEEDED' | 'UNAVAILABLE'
  constructor(
    readonly bound: Bound,
    readonly limit: number,
    readonly actual: number,
  ) {
    const [allowed, used] = [limit, actual].map((each) => each.toLocaleString('en')) as [string, string]
    super(explanations[bound](allowed, used))
    this.code = bound === 'timeMs' || bound === 'memory' ? 'UNAVAILABLE' : 'LIMIT_EXCEEDED'
  }
}

/**
 * The cost of one request so far. Lists inside lists multiply, and aliases multiply them again. Neither the page size nor the
 * length of a document limits that cost, so each list, load and statement is charged where it occurs.
 *
 * The first exceeded limit fails the budget. Every later charge fails with the same error, so that the request ends soon.
 */
export class RequestBudget extends CancellationSource {
  readonly limits: RequestLimits
  readonly #used: Record<keyof RequestLimits, number> = {
    fields: 0,
    statements: 0,
    loadedJson: 0,
    resultSize: 0,
    timeMs: 0,
  }

  /** @param span the span of the request; null if it is not traced */
  constructor(
    limits: RequestLimits,
    readonly span: Span | null = null,
  ) {
    super()
    this.limits = limits
  }

  /** The amount that was charged to a bound. */
  used(bound: keyof RequestLimits): number {
    return this.#used[bound]
  }

  /**
   * Whether the request has read little so far: few fields, and no large JSON. It then does not wait for larger requests, neither
   * with its loads nor for its turns of the event loop.
   */
  get isSmall(): boolean {
    return this.#used.fields <= maxSmallFields && this.#used.loadedJson === 0
  }

  /** The cost of the request so far, in fields. If the size of the result costs more, it counts instead. */
  get cost(): number {
    return Math.max(this.#used.fields, Math.ceil(this.#used.resultSize / charactersPerField))
  }

  /** @throws {Error} the failure of the budget, if it failed earlier or this charge exceeds the limit */
  charge(bound: keyof RequestLimits, amount: number): void {
    if (this.failure) throw this.failure
    const used = (this.#used[bound] += amount)
    if (used > this.limits[bound]) throw this.fail(new BudgetExceededError(bound, this.limits[bound], used))
  }
}
