import pg from 'pg'

/**
 * One session on the URL's database, closed when the work is done or has failed; an open transaction is then undone.
 *
 * Names without a schema mean the URL's `schema` parameter, else `public`, as they do for Prisma: functions remember the
 * search path that they were created under, so every way to migrate must set the same.
 */
export async function withSession<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // a session that is killed emits an error beside the query that it rejects: unheard, it would end the process
  session.on('error', () => undefined)
  await session.connect()
  try {
    const schema = new URL(url).searchParams.get('schema') ?? 'public'
    await session.query(`SET search_path = ${pg.escapeIdentifier(schema)}`)
    return await work(session)
  } finally {
    await session.end()
  }
}

/** The advisory lock under which Prisma, and all here, change the schema and its history. */
export const MIGRATION_LOCK = 72707369
