import type { SharedLoaders } from './createLoaders.ts'
import { createRequestScope, type RequestScope, type ScopeOptions, type SharedLoader } from './requestScope.ts'

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
 * Prepares the loaders of the process for requests. The function that it returns binds them to one request. A loader is bound
 * when the request uses it: most requests use few of them.
 */
export function createLoaderBinder(shared: SharedLoaders): (options: ScopeOptions) => Loaders {
  const getters = Object.entries<SharedLoader<unknown>>(shared).map(([name, loader]) => {
    const get = function (this: Binding): unknown {
      return (this.bound[name] ??= loader.bind(this.scope))
    }
    return [name, { get }] as const
  })
  const prototype = Object.defineProperties({}, Object.fromEntries(getters))
  return (options) => {
    const binding: Binding = { scope: createRequestScope(options), bound: {} }
    return Object.assign(Object.create(prototype) as Loaders, binding) // the getters of the prototype are the loaders
  }
}
