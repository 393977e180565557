import { expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { withServers } from '../support/process/serverProcess.ts'

const database = withDatabase()
const servers = withServers()
const refusal = (name: string): string =>
  `The database is too new for this version of the server: it has ${name}. Install the version that has this migration, or roll the migration back with that version.\n`

/** Adds a migration of a later version to the history, as its server would. */
async function applyLater(name: string): Promise<void> {
  await database.pool.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES (gen_random_uuid(), '', $1, now(), 1)`,
    [name],
  )
}

test('a server runs with later migrations that are compatible, and stops when one is not', async () => {
  const env = { DATABASE_URL: database.url, SHUTDOWN_DELAY_MS: '600000' } // this reason skips the delay
  await applyLater('20991231000000_later')
  const server = await servers.start(env)
  await applyLater('20991231000001_later_incompatible')

  const stopped = await server.exited
  expect(stopped).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(refusal('20991231000001_later_incompatible')) as string,
  })
  expect(server.log().filter(({ level }) => level === 60)).toEqual([
    expect.objectContaining({
      msg: 'the database is too new',
      reason: refusal('20991231000001_later_incompatible').trim(),
    }),
  ])

  const again = await servers.run(env)
  expect(again).toMatchObject({ code: 1, stderr: refusal('20991231000001_later_incompatible') })
})
