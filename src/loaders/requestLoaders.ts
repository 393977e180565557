import type { ColumnSet } from '../domain/columns.ts'
import type { RequestBudget } from '../domain/requestBudget.ts'
import type { SharedLoaders } from './createLoaders.ts'
import { createRequestScope, type RequestScope, type SharedLoader } from './requestScope.ts'
import type { RequestTurns } from './requestTurns.ts'

/** The loaders of the process, as one request uses them. */
export type Loaders = {
  readonly [Name in keyof SharedLoaders]: SharedLoaders[Name] extends SharedLoader<infer Loader> ? Loader : never
}

/** What the getters of a request's loaders read. */
interface Binding {
  readonly scope: RequestScope
  readonly bound: Record<string, unknown>
}

/**
 * Prepares the loaders of the process for requests. The function that it returns binds them to one request and its
 * budget. A loader is bound when the request uses it: most requests use few of them. `columns` are those that each row needs,
 * whatever the client selects.
 */
export function createLoaderBinder(
  shared: SharedLoaders,
): (budget: RequestBudget, turns: RequestTurns, columns: ColumnSet) => Loaders {
  const getters = Object.entries<SharedLoader<unknown>>(shared).map(([name, loader]) => {
    const get = function (this: Binding): unknown {
      return (this.bound[name] ??= loader.bind(this.scope))
    }
    return [name, { get }] as const
  })
  const prototype = Object.defineProperties({}, Object.fromEntries(getters))
  return (budget, turns, columns) => {
    const binding: Binding = { scope: createRequestScope(budget, turns, columns), bound: {} }
    return Object.assign(Object.create(prototype) as Loaders, binding) // the getters of the prototype are the loaders
  }
}
