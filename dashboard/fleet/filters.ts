import type { HealthState, SupervisorFilter, SupervisorOrder, SupervisorStatus } from '../generated/graphql.ts'
import { router } from '../ui/router.ts'

export const shownStatuses: readonly SupervisorStatus[] = ['FAILED', 'PAUSED', 'SPAWNING', 'ACTIVE', 'TERMINATED']
export const healthStates: readonly HealthState[] = ['HEALTHY', 'LATE', 'UNRESPONSIVE', 'UNKNOWN', 'NOT_MONITORED']

export interface Conditions {
  readonly filter: SupervisorFilter
  readonly orderBy: SupervisorOrder
}

/** The conditions in the address; null if there are none, and the tree is shown. */
export function readConditions(): Conditions | null {
  const { search } = router
  const text = search.get('q')
  const status = valuesOf(search.get('status'), shownStatuses)
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
  return { filter, orderBy: orders[sort ?? 'name'] ?? byName }
}

const byName: SupervisorOrder = { field: 'NAME', direction: 'ASC' }
const orders: Readonly<Record<string, SupervisorOrder>> = {
  name: byName,
  oldest: { field: 'STATUS_CHANGED_AT', direction: 'ASC' },
  newest: { field: 'STATUS_CHANGED_AT', direction: 'DESC' },
}

export function valuesOf<Value extends string>(text: string | null, known: readonly Value[]): Value[] {
  const values: readonly string[] = text?.split(',') ?? []
  return known.filter((value) => values.includes(value))
}

function levelOf(text: string | null): number | null {
  return text !== null && /^\d{1,3}$/.test(text) ? Number(text) : null
}
