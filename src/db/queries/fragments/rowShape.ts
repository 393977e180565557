import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { HealthState, Role, SupervisorEventType, SupervisorStatus } from '../../../domain/glossary.ts'
import { allColumns, columnGroups, type ColumnGroup, type ColumnSet } from '../../../domain/columns.ts'
import type { JsonObject } from '../../../domain/input.ts'

/** Types of columns, and the JavaScript values that the driver returns for them. */
export interface ColumnTypes {
  readonly uuid: string
  readonly 'uuid[]': readonly string[]
  readonly text: string
  readonly integer: number
  /** A string: a JavaScript number cannot represent all of them. */
  readonly bigint: string
  readonly timestamp: Date
  /** A JSON object. Loaders return a large one as a JsonText, because it is only sent to clients. */
  readonly jsonb: JsonObject
  readonly bytea: Buffer
  readonly supervisorStatus: SupervisorStatus
  readonly healthState: HealthState
  readonly eventType: SupervisorEventType
  readonly role: Role
}

type ColumnType = keyof ColumnTypes
/** The type of a column; `?` marks a column that can be null. */
export type ColumnSpec = ColumnType | `${ColumnType}?`

/** The columns of one kind of row, declared once for SQL and for TypeScript. */
export interface RowShape<Columns extends Readonly<Record<string, ColumnSpec>>> {
  /** The tables that the columns come from, without `FROM`. */
  readonly from: Sql
  /** The list of columns, for `SELECT` and `RETURNING`. */
  readonly columns: Sql
  readonly types: Columns
  /** The group of each column that a read can omit. */
  readonly groups: ReadonlyMap<string, ColumnGroup>
  /** The columns of some groups, and those that belong to no group. A row then lacks the others, whatever its type says. */
  readonly columnsIn: (set: ColumnSet) => Sql
}

/** The TypeScript type of a row: `type TeamRow = RowOf<typeof teamRow>`. */
export type RowOf<Shape> =
  Shape extends RowShape<infer Columns>
    ? {
        readonly [Name in keyof Columns]: Columns[Name] extends ColumnType
          ? ColumnTypes[Columns[Name]]
          : Columns[Name] extends `${infer Type extends ColumnType}?`
            ? ColumnTypes[Type] | null
            : never
      }
    : never

/** What a row takes from elsewhere, and what its reads can omit. */
export interface RowOptions<Column extends string> {
  /** Expressions of columns that are not columns of the table. */
  readonly sources?: { readonly [Name in Column]?: Sql }
  readonly groups?: Partial<Readonly<Record<ColumnGroup, readonly Column[]>>>
}

/**
 * Declares a row. A property `parentId` is the column `parent_id` of `alias`, unless `sources` has another expression.
 *
 * @example
 * const teamName = defineRow(sql`supervisor_teams t`, 't', { id: 'uuid', description: 'text?' })
 */
export function defineRow<const Columns extends Readonly<Record<string, ColumnSpec>>>(
  from: Sql,
  alias: string,
  types: Columns,
  { sources = {}, groups = {} }: RowOptions<keyof Columns & string> = {},
): RowShape<Columns> {
  const sourceOf = new Map<string, Sql | undefined>(Object.entries(sources))
  const groupOf = new Map(
    Object.entries(groups).flatMap(([group, names]) => names.map((name) => [name, group as ColumnGroup] as const)), // the keys of `groups`
  )
  const listOf = (names: readonly string[]): Sql =>
    join(
      names.map((name) => sql`${sourceOf.get(name) ?? raw(`${alias}.${snakeCase(name)}`)} AS ${raw(`"${name}"`)}`),
      ', ',
    )
  const lists = new Map<ColumnSet, Sql>()
  const columnsIn = (set: ColumnSet): Sql => {
    const isRead = (name: string): boolean => {
      const group = groupOf.get(name)
      return group === undefined || (set & columnGroups[group]) !== 0
    }
    const list = lists.get(set) ?? listOf(Object.keys(types).filter(isRead))
    lists.set(set, list)
    return list
  }
  return { from, columns: columnsIn(allColumns), types, groups: groupOf, columnsIn }
}

/** `SELECT … FROM …` of a shape; conditions follow. */
export function select(
  { columnsIn, from }: Pick<RowShape<never>, 'columnsIn' | 'from'>,
  columns: ColumnSet = allColumns,
): Sql {
  return sql`SELECT ${columnsIn(columns)} FROM ${from}`
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
