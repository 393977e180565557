import sql, { raw } from 'sql-template-tag'
import { beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../src/db/database.ts'
import { select, type ColumnSpec, type ColumnTypes } from '../../src/db/queries/fragments/rowShape.ts'
import * as rows from '../../src/db/queries/rows.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

/** Compares the row shapes in `rows.ts` with the database. */

const db = withDatabase()
let database: Database
beforeAll(() => {
  database = openDatabase({ url: db.url, poolSize: 1, onConnectionError: () => undefined, onRetry: () => undefined })
  return () => database.close()
})

const id = '00000000-0000-4000-8000-000000000001'
/** Each type of column: its name in PostgreSQL, a value in SQL, and what the driver returns for the value. */
const columnTypes: {
  readonly [Type in keyof ColumnTypes]: readonly [type: string, value: string, returned: ColumnTypes[Type]]
} = {
  uuid: ['uuid', `'${id}'`, id],
  'uuid[]': ['uuid[]', `'{${id}}'`, [id]],
  text: ['text', `'text'`, 'text'],
  integer: ['integer', '2147483647', 2_147_483_647],
  bigint: ['bigint', '9223372036854775807', '9223372036854775807'],
  timestamp: ['timestamp without time zone', `'2030-01-02 03:04:05.678'`, new Date('2030-01-02T03:04:05.678Z')],
  jsonb: ['jsonb', `'{"key": [1, null]}'`, { key: [1, null] }],
  bytea: ['bytea', `'\\x00ff'`, Buffer.from([0, 255])],
  supervisorStatus: ['text', `'ACTIVE'`, 'ACTIVE'],
  healthState: ['text', `'LATE'`, 'LATE'],
  eventType: ['text', `'MEMBER_JOINED'`, 'MEMBER_JOINED'],
  role: ['text', `'READ'`, 'READ'],
}

test.each(Object.entries(columnTypes))('the driver returns %s as its shape declares', async (_name, column) => {
  const [type, value, returned] = column
  const [row] = await database.query(sql`SELECT CAST(${raw(value)} AS ${raw(type)}) AS value`)
  expect(row).toEqual({ value: returned })
})

const shapes = Object.entries(rows).map(([name, shape]) => ({ name, ...shape }))

test.each(shapes)('$name has the names, types and nullability of its columns in the database', async (shape) => {
  const { fields } = await database.pools.main.query(`${select(shape).text} LIMIT 0`)
  const { rows: found } = await database.pools.main.query<{ type: string; notNull: boolean | null }>(
    `SELECT replace(format_type(f.type, NULL), 'character varying', 'text') AS type, -- the same to the driver
       a.attnotnull AS "notNull"
     FROM unnest($1::oid[], $2::oid[], $3::int[]) WITH ORDINALITY AS f (type, relation, number, n)
     LEFT JOIN pg_attribute a ON a.attrelid = f.relation AND a.attnum = f.number AND a.attnum > 0
     ORDER BY f.n`,
    [fields.map((f) => f.dataTypeID), fields.map((f) => f.tableID), fields.map((f) => f.columnID)],
  )
  const columns: readonly (readonly [string, ColumnSpec])[] = Object.entries(shape.types)
  const declared = columns.map(([name, spec], i) => {
    const [type] = columnTypes[spec.replace('?', '') as keyof ColumnTypes] // without its `?`, a spec is the name of a type
    const isExpression = found[i]?.notNull === null // PostgreSQL does not know whether an expression can be null
    return { name, type, notNull: isExpression ? null : !spec.endsWith('?') }
  })
  expect(fields.map(({ name }, i) => ({ name, ...found[i] }))).toEqual(declared)
})
