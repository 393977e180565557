import type { SupervisorId } from './glossary.ts'

/**
 * Groups of columns that a read omits if the client selects no field that needs them. A set of groups is the bitwise OR of their
 * numbers. All other columns are always read.
 */
export const columnGroups = {
  /** JSON documents and long texts. */
  details: 1,
  times: 2,
  path: 4,
  /** The sort key of a list, for the cursors of a page. */
  cursor: 8,
  /** Ids of other objects, versions and incarnations. */
  links: 16,
  /** The level. A caller that is limited to a subtree counts it from the top of the subtree, for which the path is read too. */
  level: 32,
} as const

export type ColumnGroup = keyof typeof columnGroups

/** A set of column groups. */
export type ColumnSet = number

export const allColumns: ColumnSet = Object.values(columnGroups).reduce((sum, group) => sum | group, 0)

/**
 * The groups that the database reads for the fields that a client selects.
 * @param boundary the only subtree that the caller can see; null: everything
 */
export function columnsToRead(selected: ColumnSet, boundary: SupervisorId | null): ColumnSet {
  return boundary !== null && selected & columnGroups.level ? selected | columnGroups.path : selected
}

/** The columns that reads of each object can omit, by their group. */
export const omittable = {
  Supervisor: {
    details: ['description', 'config', 'policyVersionId', 'healthMetrics', 'statusReason'],
    times: ['createdAt', 'updatedAt', 'lastHeartbeat', 'statusChangedAt'],
    path: ['path'],
    links: ['parentId', 'version', 'incarnation'],
    level: ['hierarchyLevel'],
  },
  SupervisorTeam: {
    details: ['description', 'objective', 'config'],
    times: ['createdAt', 'updatedAt'],
    links: ['supervisorId', 'version'],
  },
  SupervisorTeamMember: {
    details: ['metadata'],
    times: ['joinedAt', 'leftAt'],
    links: ['teamId', 'version'],
  },
} as const satisfies Readonly<Record<string, Partial<Readonly<Record<ColumnGroup, readonly string[]>>>>>
