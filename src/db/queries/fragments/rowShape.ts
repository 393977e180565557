import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { HealthState, SupervisorEventType, SupervisorStatus } from '../../../domain/glossary.ts'
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
  /** A JSON object. */
  readonly jsonb: JsonObject
  readonly bytea: Buffer
  readonly supervisorStatus: SupervisorStatus
  readonly healthState: HealthState
  readonly eventType: SupervisorEventType
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
  sources: { readonly [Name in keyof Columns]?: Sql } = {},
): RowShape<Columns> {
  const columns = Object.keys(types).map(
    (name) => sql`${sources[name] ?? raw(`${alias}.${snakeCase(name)}`)} AS ${raw(`"${name}"`)}`,
  )
  return { from, columns: join(columns, ', '), types }
}

/** `SELECT … FROM …` of a shape; conditions follow. */
export function select({ columns, from }: Pick<RowShape<never>, 'columns' | 'from'>): Sql {
  return sql`SELECT ${columns} FROM ${from}`
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
