import pg from 'pg'

/** Runs `use` with a connection to a database of an embedded server, and closes the connection afterwards. */
export async function withClient(url: string, use: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined) // the rejected query reports the same error
  await client.connect()
  try {
    await use(client)
  } finally {
    await client.end()
  }
}
