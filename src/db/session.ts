import pg from 'pg'

/**
 * Runs `work` in a session of its own, and closes the session. An open transaction is then rolled back.
 *
 * The search path is the URL's `schema` parameter, or `public`, the same as Prisma sets. A function remembers the search path under
 * which it was created, so every way to migrate must set the same one.
 */
export async function withSession<T>(url: string, work: (session: pg.Client) => Promise<T>): Promise<T> {
  const session = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 })
  // a session that is killed emits an error and rejects the query: without a listener, the event ends the process
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

/** The advisory lock for changes of the schema and of the migration history, the same as Prisma's. */
export const MIGRATION_LOCK = 72707369
