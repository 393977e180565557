import type { HealthState, SupervisorFilter, SupervisorOrder } from '../generated/graphql.ts'
import type { Conditions } from '../model/ResultList.ts'
import { statusOrder } from '../model/rowOrder.ts'
import { router } from '../ui/router.ts'

export const healthStates: readonly HealthState[] = ['HEALTHY', 'LATE', 'UNRESPONSIVE', 'UNKNOWN', 'NOT_MONITORED']

/** The conditions in the address; null if there are none, and the tree is shown. */
export function readConditions(): Conditions | null {
  const { search } = router
  const text = search.get('q')
  const status = valuesOf(search.get('status'), statusOrder)
  const health = valuesOf(search.get('health'), healthStates)
  const within = search.get('within')
  const minLevel = levelOf(search.get('minLevel'))
  const maxLevel = levelOf(search.get('maxLevel'))
  const sort = search.get('sort')
  const filter: SupervisorFilter = {
    ...(text !== null && { nameContains: text }),
    ...(status.length > 0 && { status }),
    ...(health.length > 0 && { health }),
    ...(within !== null && { within }),
    ...(minLevel !== null && { minLevel }),
    ...(maxLevel !== null && { maxLevel }),
  }
  if (Object.keys(filter).length === 0 && sort === null) return null
  return { filter, orderBy: orders[sortOf(search)] }
}

/** The values of `sort` in the address. */
const orders = {
  name: { field: 'NAME', direction: 'ASC' },
  'name-desc': { field: 'NAME', direction: 'DESC' },
  status: { field: 'STATUS', direction: 'ASC' },
  'status-desc': { field: 'STATUS', direction: 'DESC' },
  oldest: { field: 'STATUS_CHANGED_AT', direction: 'ASC' },
  newest: { field: 'STATUS_CHANGED_AT', direction: 'DESC' },
} as const satisfies Readonly<Record<string, SupervisorOrder>>

export type Sort = keyof typeof orders

export function sortOf(search: URLSearchParams): Sort {
  const sort = search.get('sort') ?? ''
  return isSort(sort) ? sort : 'name'
}

/** Order of the supervisors. The tree is always sorted by name, so any other order shows a list. */
export function sortBy(sort: Sort): void {
  router.setSearch({ sort: sort === 'name' ? null : sort })
}

export function isSort(text: string): text is Sort {
  return Object.hasOwn(orders, text)
}

export function valuesOf<Value extends string>(text: string | null, known: readonly Value[]): Value[] {
  const values: readonly string[] = text?.split(',') ?? []
  return known.filter((value) => values.includes(value))
}

function levelOf(text: string | null): number | null {
  return text !== null && /^\d{1,3}$/.test(text) ? Number(text) : null
}
