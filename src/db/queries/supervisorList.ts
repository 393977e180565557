import type {
  HealthState,
  SupervisorId,
  SupervisorOrderField,
  SupervisorStatus,
  OrderDirection,
  AgentId,
} from '../../domain/glossary.ts'
import type { PagedList } from './keysetPage.ts'
import { healthState } from './health.ts'
import { supervisorColumns } from './rows.ts'
import { belowPath, subtreeOf } from './subtree.ts'

export interface SupervisorOrder {
  readonly field: SupervisorOrderField
  readonly direction: OrderDirection
}

/** What `Query.supervisors` can be narrowed by, parsed; absent means no condition. */
export interface SupervisorFilter {
  readonly status?: readonly SupervisorStatus[]
  readonly health?: readonly HealthState[]
  readonly within?: SupervisorId
  readonly parentId?: SupervisorId
  readonly rootsOnly?: true
  readonly minLevel?: number
  readonly maxLevel?: number
  readonly nameContains?: string
  readonly agentId?: AgentId
  readonly includeTerminated?: true
  /** The subtree that is all the viewer sees. */
  readonly boundary?: SupervisorId
}

const isLive = `s.status <> 'TERMINATED'`

const sortColumns = {
  CREATED_AT: { column: 's.created_at', type: 'timestamp(3)' },
  UPDATED_AT: { column: 's.updated_at', type: 'timestamp(3)' },
  NAME: { column: 's.name', type: 'text' },
} as const

function sorted({
  field,
  direction,
}: SupervisorOrder): Pick<PagedList, 'columns' | 'sort' | 'idColumn' | 'descending'> {
  return { columns: supervisorColumns, sort: sortColumns[field], idColumn: 's.id', descending: direction === 'DESC' }
}

export function supervisorList(filter: SupervisorFilter, order: SupervisorOrder): PagedList {
  const where: string[] = []
  const values: unknown[] = []
  const value = (v: unknown): string => `$${values.push(v) + 5}`
  const inSubtreeOf = (id: SupervisorId): void => {
    where.push(subtreeOf(`(SELECT path FROM supervisors WHERE id = ${value(id)}::uuid)`))
  }

  // a constant and not a parameter, so that the planner sees that the index of live ones will do
  if (!filter.includeTerminated && !filter.status) where.push(isLive)
  if (filter.status) where.push(`s.status = ANY (${value(filter.status)}::text[])`)
  if (filter.health) where.push(`${healthState} = ANY (${value(filter.health)}::text[])`)
  if (filter.within !== undefined) inSubtreeOf(filter.within)
  if (filter.boundary !== undefined) inSubtreeOf(filter.boundary)
  if (filter.parentId !== undefined) where.push(`s.parent_id = ${value(filter.parentId)}::uuid`)
  if (filter.rootsOnly) where.push('s.parent_id IS NULL')
  if (filter.minLevel !== undefined) where.push(`s.hierarchy_level >= ${value(filter.minLevel)}::int`)
  if (filter.maxLevel !== undefined) where.push(`s.hierarchy_level <= ${value(filter.maxLevel)}::int`)
  if (filter.nameContains !== undefined)
    where.push(`s.name ILIKE ${value(`%${filter.nameContains.replace(/[\\%_]/g, '\\$&')}%`)}`)
  if (filter.agentId !== undefined)
    where.push(`s.id IN (SELECT t.supervisor_id FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id
      WHERE m.agent_id = ${value(filter.agentId)}::uuid AND m.left_at IS NULL)`)
  return { ...sorted(order), from: 'supervisors s', where, values }
}

export function childList(includeTerminated: boolean, order: SupervisorOrder): PagedList {
  return {
    ...sorted(order),
    from: 'supervisors s',
    where: ['s.parent_id = k.owner', ...(includeTerminated ? [] : [isLive])],
    values: [],
  }
}

const ownerPath = '(SELECT path FROM supervisors WHERE id = k.owner)'

/** Pre-order: as arrays sort, a path comes before all that begin with it. */
export function descendantList(includeTerminated: boolean, maxDepth: number | null): PagedList {
  return {
    columns: supervisorColumns,
    from: 'supervisors s',
    where: [
      // scalar subqueries, and no join: bounds of the index's range, known before it is scanned
      belowPath(ownerPath),
      ...(includeTerminated ? [] : [isLive]),
      ...(maxDepth === null
        ? []
        : ['s.hierarchy_level - (SELECT hierarchy_level FROM supervisors WHERE id = k.owner) <= $6::int']),
    ],
    values: maxDepth === null ? [] : [maxDepth],
    sort: { column: 's.path', type: 'uuid[]' },
    idColumn: null,
    descending: false,
  }
}
