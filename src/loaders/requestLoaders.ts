import type { NodeBudget } from '../domain/budget.ts'
import type { SharedLoaders } from './createLoaders.ts'
import type { SharedLoader } from './loaderKinds.ts'
import { createRequestScope } from './requestScope.ts'

/** The loaders of the process, as one request uses them. */
export type Loaders = {
  readonly [Name in keyof SharedLoaders]: SharedLoaders[Name] extends SharedLoader<infer Loader> ? Loader : never
}

/** Binds the loaders of the process to one request, and to its budget of nodes. */
export function bindLoaders(shared: SharedLoaders, budget: NodeBudget): Loaders {
  const scope = createRequestScope(budget)
  const bound = Object.entries<SharedLoader<unknown>>(shared).map(([name, loader]) => [name, loader.bind(scope)])
  return Object.fromEntries(bound) as Loaders // each under its own name, which fromEntries does not type
}
