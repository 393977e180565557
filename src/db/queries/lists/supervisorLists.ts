import sql, { raw, type Sql } from 'sql-template-tag'
import { columnGroups } from '../../../domain/columns.ts'
import type {
  AgentId,
  HealthState,
  OrderDirection,
  SupervisorId,
  SupervisorOrderField,
  SupervisorStatus,
} from '../../../domain/glossary.ts'
import { healthState } from '../fragments/health.ts'
import { hasNamePath } from '../fragments/namePath.ts'
import { belowPath, subtreeOf } from '../fragments/subtree.ts'
import { supervisorRow, type SupervisorRow } from '../rows.ts'
import { byTime, type PagedList, type SortKey, type Walk } from './pagedList.ts'

export interface SupervisorOrder {
  readonly field: SupervisorOrderField
  readonly direction: OrderDirection
}

/** The filters of `Query.supervisors`, parsed. An absent filter is no condition. */
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
  readonly fleet?: string
  readonly key?: string
  /** The names from a root, or from the boundary, to the supervisor. */
  readonly path?: readonly string[]
  readonly problemsOnly?: true
  readonly includeTerminated?: true
  /** The only subtree that the caller can see. */
  readonly boundary?: SupervisorId
}

/** The live supervisors, or those with a given status, that match a filter. */
export function supervisorList({
  filter,
  order,
}: {
  readonly filter: SupervisorFilter
  readonly order: SupervisorOrder
}): PagedList<SupervisorRow> {
  const where: Sql[] = []
  // a constant and no parameter: the planner then knows that the index of live supervisors is enough
  if (!filter.includeTerminated && !filter.status) where.push(isLive)
  if (filter.status) where.push(sql`s.status = ANY (${filter.status}::text[])`)
  if (filter.health) where.push(sql`${healthState} = ANY (${filter.health}::text[])`)
  const { boundary } = filter
  const top = filter.within ?? boundary
  if (top !== undefined) where.push(subtreeOf(pathOf(top, boundary)))
  if (filter.parentId !== undefined) where.push(sql`s.parent_id = ${visibleId(filter.parentId, boundary)}`)
  if (filter.rootsOnly) where.push(boundary === undefined ? sql`s.parent_id IS NULL` : sql`s.id = ${boundary}::uuid`)
  const level =
    boundary === undefined
      ? sql`s.hierarchy_level`
      : sql`s.hierarchy_level - (SELECT hierarchy_level FROM supervisors WHERE id = ${boundary}::uuid)`
  if (filter.minLevel !== undefined) where.push(sql`${level} >= ${filter.minLevel}::int`)
  if (filter.maxLevel !== undefined) where.push(sql`${level} <= ${filter.maxLevel}::int`)
  if (filter.nameContains !== undefined) where.push(nameContains(filter.nameContains, boundary))
  if (filter.agentId !== undefined)
    where.push(sql`s.id IN (SELECT t.supervisor_id FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id
      WHERE m.agent_id = ${filter.agentId}::uuid AND m.left_at IS NULL)`)
  if (filter.fleet !== undefined) where.push(isOwned(sql`f.fleet = ${filter.fleet}::text`, boundary))
  if (filter.key !== undefined) where.push(isOwned(sql`f.key = ${filter.key}::text`, boundary))
  if (filter.path) where.push(hasNamePath(filter.path, boundary))
  if (filter.problemsOnly) where.push(hasProblem)
  const hasStablePlan = isSubtree(filter)
  const walk = top !== undefined && hasStablePlan && order.field === 'CREATED_AT' && walkTo(top, filter)
  return {
    from: supervisorRow.from,
    where,
    hasStablePlan,
    ...(walk && { walk }),
    ...sortedBy('Query.supervisors', order),
  }
}

/** Whether a list contains a whole subtree, or everything. Other conditions make its rows rare, or have a better index. */
function isSubtree(filter: SupervisorFilter): boolean {
  return Object.keys(filter).every((key) => ['within', 'boundary', 'includeTerminated'].includes(key))
}

/**
 * Subtrees with at most this number of supervisors are sorted, which takes less time than a walk. It is also the number of
 * index entries that the statement reads to find out that a subtree is larger.
 */
const sortedUpTo = 250
/** Takes about as long as reading and sorting 1,000 supervisors. A page of 50 is found if one supervisor in 40 belongs to the subtree. */
const walkedRows = 2_000

/** Finds supervisors of the subtree of `top` along the index on creation times, which is used for the whole hierarchy too. */
function walkTo(top: SupervisorId, { includeTerminated, boundary }: SupervisorFilter): Walk {
  const path = pathOf(top, boundary)
  return {
    along: includeTerminated ? [] : [isLive],
    // one element, because a comparison of two arrays takes several times as long; its number is computed once
    filter: sql`s.path[(SELECT cardinality(${path}))] = ${top}::uuid`,
    when: hasMoreThan(sortedUpTo, subtreeOf(path)),
    maxRows: walkedRows,
  }
}

/** Whether more supervisors match. Their order, and an offset that the planner does not know, make it read the index on paths. */
function hasMoreThan(count: number, condition: Sql): Sql {
  return sql`EXISTS (SELECT FROM supervisors s WHERE ${condition} ORDER BY s.path OFFSET (SELECT ${raw(String(count))}))`
}

/** The children of a supervisor. */
export function childList({
  includeTerminated,
  order,
}: {
  readonly includeTerminated: boolean
  readonly order: SupervisorOrder
}): PagedList<SupervisorRow> {
  const where = [sql`s.parent_id = k.owner`, ...(includeTerminated ? [] : [isLive])]
  return { from: supervisorRow.from, where, hasStablePlan: true, ...sortedBy('Supervisor.children', order) }
}

/**
 * The descendants of a supervisor, in pre-order: arrays sort so that a path comes before all paths that begin with it.
 * `maxDepth` counts levels below the supervisor; null is no limit.
 *
 * Cursors hold the path below the supervisor. They name no id above it, which the caller may not see, and stay valid if it moves.
 */
export function descendantList({
  includeTerminated,
  maxDepth,
}: {
  readonly includeTerminated: boolean
  readonly maxDepth: number | null
}): PagedList<SupervisorRow> {
  const ownerLevel = sql`(SELECT hierarchy_level FROM supervisors WHERE id = k.owner)`
  // scalar subqueries and no join: the bounds of the index range are known before the scan begins
  const ownerPath = sql`(SELECT path FROM supervisors WHERE id = k.owner)`
  const where = [belowPath(ownerPath)]
  if (!includeTerminated) where.push(isLive)
  if (maxDepth !== null) where.push(sql`s.hierarchy_level - ${ownerLevel} <= ${maxDepth}::int`)
  return {
    columnsIn: supervisorRow.columnsIn,
    from: supervisorRow.from,
    where,
    sort: {
      column: sql`s.path`,
      type: 'path',
      idColumn: null,
      positionOf: ({ path }, owner) => ({ key: `{${path.slice(path.indexOf(owner ?? '') + 1).join(',')}}`, id: null }),
      needs: columnGroups.path,
      keyOf: (key) => sql`${ownerPath} || ${key}`,
    },
    descending: false,
    cursors: { connection: 'Supervisor.descendants', order: 'PRE-ORDER', keyType: 'path' },
  }
}

/** Keys can contain names outside of the boundary, so a caller that is limited to a subtree sees only fleets of its own. */
function isOwned(condition: Sql, boundary: SupervisorId | undefined): Sql {
  const scope = boundary === undefined ? sql`true` : sql`f.scope = ${boundary}::uuid`
  return sql`s.id IN (SELECT f.supervisor_id FROM fleet_supervisors f WHERE ${condition} AND ${scope})`
}

const isLive = sql`s.status <> 'TERMINATED'`

/** A PAUSED supervisor is a problem if it blocks others. */
const hasProblem = sql`(s.status = 'FAILED' OR (s.status = 'ACTIVE' AND ${healthState} = 'UNRESPONSIVE')
  OR (s.status = 'PAUSED' AND EXISTS (SELECT FROM supervisors c WHERE c.parent_id = s.id AND c.status <> 'TERMINATED')))`

/**
 * The path of a supervisor, as a subquery: the planner knows no value, and uses the same plan for all of them. Null, and so no
 * row of a list, if the supervisor is outside the boundary.
 */
function pathOf(id: SupervisorId, boundary: SupervisorId | undefined): Sql {
  return boundary === undefined || boundary === id
    ? sql`(SELECT path FROM supervisors WHERE id = ${id}::uuid)`
    : sql`(SELECT path FROM supervisors WHERE id = ${id}::uuid AND ${boundary}::uuid = ANY (path))`
}

/** A supervisor id. Null if the supervisor is outside the boundary: its index entries are not read, however many there are. */
function visibleId(id: SupervisorId, boundary: SupervisorId | undefined): Sql {
  return boundary === undefined
    ? sql`${id}::uuid`
    : sql`(SELECT id FROM supervisors WHERE id = ${id}::uuid AND ${boundary}::uuid = ANY (path))`
}

/**
 * Condition: the name of supervisor `s` contains a text. The index on parts of names has parts of three characters. For a text without
 * three letters or digits in a row, PostgreSQL would read the whole index, and then all rows. An expression that no index has excludes
 * that: it reads names in the order of the list until the page is full (docs/adr/0035).
 *
 * Within a boundary, it reads the names of the subtree only: the index has names outside, and the time would tell how many match.
 */
function nameContains(text: string, boundary: SupervisorId | undefined): Sql {
  const isIndexed = boundary === undefined && /[\p{L}\p{N}]{3}/u.test(text)
  return isIndexed ? sql`s.name ILIKE ${containing(text)}` : sql`(s.name || '') ILIKE ${containing(text)}`
}

/** The pattern of ILIKE for texts that contain `text` itself. */
function containing(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`
}

/** Statuses in order of urgency: FAILED supervisors first, TERMINATED supervisors last. */
const statusOrder: readonly SupervisorStatus[] = ['FAILED', 'PAUSED', 'SPAWNING', 'ACTIVE', 'TERMINATED']
/** The expression of an index: `supervisors_live_status_idx`. */
const statusRank = sql`array_position('{${raw(statusOrder.join(','))}}'::text[], s.status::text)`

const sortKeys: Readonly<Record<SupervisorOrderField, SortKey<SupervisorRow>>> = {
  CREATED_AT: byTime(sql`s.created_at`, sql`s.id`, (row) => row.createdAt),
  UPDATED_AT: byTime(sql`s.updated_at`, sql`s.id`, (row) => row.updatedAt),
  STATUS_CHANGED_AT: byTime(sql`s.status_changed_at`, sql`s.id`, (row) => row.statusChangedAt),
  STATUS: {
    column: statusRank,
    type: 'rank',
    idColumn: sql`s.id`,
    positionOf: ({ status, id }) => ({ key: String(statusOrder.indexOf(status) + 1), id }),
    needs: 0,
  },
  NAME: {
    column: sql`s.name`,
    type: 'text',
    idColumn: sql`s.id`,
    positionOf: ({ name, id }) => ({ key: name, id }),
    needs: 0,
  },
}

function sortedBy(connection: string, { field, direction }: SupervisorOrder) {
  const sort = sortKeys[field]
  return {
    columnsIn: supervisorRow.columnsIn,
    sort,
    descending: direction === 'DESC',
    cursors: { connection, order: `${field} ${direction}`, keyType: sort.type },
  }
}
