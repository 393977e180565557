import { randomUUID } from 'node:crypto'
import type pg from 'pg'

/** A connection pool or one session. */
export interface Queryable {
  query<R extends pg.QueryResultRow>(sql: string, values?: unknown[]): Promise<pg.QueryResult<R>>
}

/** Returns the id of a supervisor of the tree, by its name. */
export type IdOf = (name: string) => string

interface Node {
  id: string
  name: string
  status: string
  parentId: string | null
}

/**
 * Inserts the supervisors of the drawing in one statement, parents first, and returns their ids by name.
 *
 *     forest = node , { "," , node }
 *     node   = name , [ ":" , status ] , [ ">" , ( node | "[" , forest , "]" ) ]
 *
 * The default status is ACTIVE. Names are words, and must be unique: `givenTree(pool, 'root > [a:PAUSED > b, c]')`.
 */
export async function givenTree(db: Queryable, drawing: string): Promise<IdOf> {
  const nodes = parse(drawing)
  await db.query(
    `INSERT INTO supervisors (id, name, status, parent_id)
     SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[])`,
    [
      nodes.map((node) => node.id),
      nodes.map((node) => node.name),
      nodes.map((node) => node.status),
      nodes.map((node) => node.parentId),
    ],
  )
  const ids = new Map(nodes.map((node) => [node.name, node.id]))
  return (name) => {
    const id = ids.get(name)
    if (id === undefined) throw new Error(`'${drawing}' has no '${name}'; it has ${[...ids.keys()].join(', ')}`)
    return id
  }
}

function parse(drawing: string): Node[] {
  const tokens = drawing.match(/[\w:-]+|\S/g) ?? []
  const nodes: Node[] = []
  let at = 0
  const fail = (expected: string): never => {
    throw new Error(`givenTree('${drawing}'): expected ${expected}, not '${tokens[at] ?? 'the end'}'`)
  }
  const takeIf = (token: string): boolean => tokens[at] === token && ++at > 0

  const parseForest = (parentId: string | null): void => {
    do parseNode(parentId)
    while (takeIf(','))
  }
  const parseNode = (parentId: string | null): void => {
    const [name, status = 'ACTIVE'] = (tokens[at] ?? '').split(':')
    if (!name || !/^[\w-]+$/.test(name)) return fail('a name')
    at++
    if (nodes.some((node) => node.name === name)) return fail(`unique names, but '${name}' occurs twice`)
    const id = randomUUID()
    nodes.push({ id, name, status, parentId })
    if (!takeIf('>')) return
    if (!takeIf('[')) {
      parseNode(id)
      return
    }
    parseForest(id)
    if (!takeIf(']')) fail("',' or ']'")
  }
  parseForest(null)
  if (at < tokens.length) fail("',', '>' or the end")
  return nodes
}

/** Level and path of each supervisor, by name, as its columns have them. The path has names: `2 root/a/b`. */
export async function pathsOf(db: Queryable): Promise<Record<string, string>> {
  const { rows } = await db.query<{ name: string; path: string }>(
    `SELECT s.name, s.hierarchy_level || ' ' || coalesce(
       (SELECT string_agg(coalesce(above.name, '?'), '/' ORDER BY position)
        FROM unnest(s.path) WITH ORDINALITY AS step (id, position) LEFT JOIN supervisors above USING (id)), '') AS path
     FROM supervisors s`,
  )
  return Object.fromEntries(rows.map((row) => [row.name, row.path]))
}
