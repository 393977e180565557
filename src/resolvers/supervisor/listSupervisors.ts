import type { Context } from '../../context.ts'
import type { SupervisorFilter, SupervisorOrder } from '../../db/queries/lists/supervisorLists.ts'
import type { SupervisorRow } from '../../db/queries/rows.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { HealthState, SupervisorStatus } from '../../domain/glossary.ts'
import { parseId, parseName, parseNamePart, parseValues } from '../../domain/input.ts'
import { parseNamePath } from '../../domain/namePath.ts'
import type { PageArgs } from '../../domain/page.ts'
import type { Connection } from '../../loaders/connectionLoader.ts'

export interface ListSupervisorsArgs extends PageArgs {
  readonly filter?: SupervisorFilterInput | null | undefined
  readonly orderBy?: SupervisorOrder | null | undefined
}

export interface SupervisorFilterInput {
  readonly status?: readonly SupervisorStatus[] | null | undefined
  readonly health?: readonly HealthState[] | null | undefined
  readonly within?: string | null | undefined
  readonly parentId?: string | null | undefined
  readonly rootsOnly?: boolean | null | undefined
  readonly minLevel?: number | null | undefined
  readonly maxLevel?: number | null | undefined
  readonly nameContains?: string | null | undefined
  readonly agentId?: string | null | undefined
  readonly fleet?: string | null | undefined
  readonly key?: string | null | undefined
  readonly path?: string | null | undefined
  readonly problemsOnly?: boolean | null | undefined
  readonly includeTerminated?: boolean | null | undefined
}

export const oldestFirst: SupervisorOrder = { field: 'CREATED_AT', direction: 'ASC' }

/**
 * Lists the supervisors that the caller can see and that match the filter, in a total order; the oldest first by
 * default.
 * @throws {ValidationError} if a filter or paging argument is malformed
 * @throws {LimitExceededError} if a list in the filter has more than 100 values
 */
export function listSupervisors(
  args: ListSupervisorsArgs,
  ctx: Context,
  columns?: ColumnSet,
  maxSize?: number,
): Promise<Connection<SupervisorRow>> {
  const filter = parseFilter(args.filter ?? {}, ctx.viewer.within)
  return ctx.loaders.supervisors.load(null, { filter, order: args.orderBy ?? oldestFirst }, args, columns, maxSize)
}

/**
 * Keys have a fixed order, and a key without a condition is omitted. Equal filters are then equal as JSON, and requests
 * with equal filters share a statement.
 */
function parseFilter(input: SupervisorFilterInput, boundary: string | null): SupervisorFilter {
  const status = parseValues(input.status, ['filter', 'status'])
  const health = parseValues(input.health, ['filter', 'health'])
  const nameContains = parseNamePart(input.nameContains, ['filter', 'nameContains'])
  return {
    ...(status && { status }),
    ...(health && { health }),
    ...(input.within != null && { within: parseId(input.within, ['filter', 'within']) }),
    ...(input.parentId != null && { parentId: parseId(input.parentId, ['filter', 'parentId']) }),
    ...(input.rootsOnly && { rootsOnly: true }),
    ...(input.minLevel != null && { minLevel: input.minLevel }),
    ...(input.maxLevel != null && { maxLevel: input.maxLevel }),
    ...(nameContains !== null && { nameContains }),
    ...(input.agentId != null && { agentId: parseId(input.agentId, ['filter', 'agentId']) }),
    ...(input.fleet != null && { fleet: parseName(input.fleet, ['filter', 'fleet']) }),
    ...(input.key != null && { key: parseName(input.key, ['filter', 'key']) }),
    ...(input.path != null && { path: parseNamePath(input.path, ['filter', 'path']) }),
    ...(input.problemsOnly && { problemsOnly: true }),
    ...(input.includeTerminated && { includeTerminated: true }),
    ...(boundary !== null && { boundary }),
  }
}
