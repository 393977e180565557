import pg from 'pg'
import { pinAfterConnect, pinnedSession } from '../../prisma/engine/pinnedSession.mjs'

/**
 * Runs `work` with a connection to the URL's database, and closes the connection afterwards, also after an error. Closing
 * rolls an open transaction back.
 *
 * The search path is the URL's `schema` parameter, or `public`, as in Prisma. Functions keep the search path under which
 * they were created, so every way to migrate must set the same one.
 * @param options.queryTimeoutMs how long a statement may take before it fails in this process. @default no limit
 */
export async function withSession<T>(
  url: string,
  work: (session: pg.Client) => Promise<T>,
  { queryTimeoutMs }: { readonly queryTimeoutMs?: number } = {},
): Promise<T> {
  const schema = new URL(url).searchParams.get('schema') ?? 'public'
  const session = new pg.Client({
    ...pinnedSession(url),
    connectionTimeoutMillis: 10_000,
    ...(queryTimeoutMs !== undefined && { query_timeout: queryTimeoutMs }),
  })
  // a broken connection emits an `error` event in addition to the rejected query; without a listener it would end the process
  session.on('error', () => undefined)
  await session.connect()
  try {
    await pinAfterConnect(session, schema)
    return await work(session)
  } finally {
    await session.end()
  }
}

/** Key of the advisory lock that Prisma takes to migrate. Migrations and rollbacks of this project take it too. */
export const MIGRATION_LOCK = 72707369
