import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { neededRights } from '../../src/db/queries/condition.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const database = withDatabase()

/** SQL that marks a table by the word after it, and the privilege that it takes. */
const clauses: readonly (readonly [RegExp, string])[] = [
  [/\b(?:FROM|JOIN)\s+(?:ONLY\s+)?"?(\w+)"?/g, 'SELECT'],
  [/\bINSERT INTO\s+"?(\w+)"?/g, 'INSERT'],
  [/\bINSERT INTO\s+"?(\w+)"?[^;]*?\bON CONFLICT\b[^;]*?\bDO UPDATE\b/g, 'UPDATE'],
  [/(?<!\b(?:FOR|KEY|DO) )\bUPDATE\s+"?(\w+)"?/g, 'UPDATE'],
  [/\bDELETE FROM\s+"?(\w+)"?/g, 'DELETE'],
]

test('the server checks the privileges that its statements, and the functions that they call, take', async () => {
  const folder = new URL('../../src/db/queries/', import.meta.url)
  const statements = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  // a function with SECURITY DEFINER has the rights of its owner
  const { rows: functions } = await database.pool.query<{ source: string }>(
    `SELECT prosrc AS source FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND NOT prosecdef`,
  )
  const { rows: tables } = await database.pool.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'`,
  )
  const texts = [...statements, ...functions.map(({ source }) => source)]
  const used = texts.flatMap((text) =>
    clauses.flatMap(([pattern, privilege]) =>
      Array.from(text.matchAll(pattern), ([, name = '']) => ({ name, privilege })).filter(({ name }) =>
        tables.some((table) => table.name === name),
      ),
    ),
  )
  const asText = (name: string, privilege: string): string => `${privilege} on ${name}`
  expect(new Set(used.map(({ name, privilege }) => asText(name, privilege)))).toEqual(
    new Set(Object.entries(neededRights).flatMap(([name, each]) => each.map((privilege) => asText(name, privilege)))),
  )
})
