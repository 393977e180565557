import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { type ServerProcess, withServers } from '../support/process/serverProcess.ts'
import { untilBlocked } from '../support/database/untilBlocked.ts'
import { withDatabase } from '../support/database/withDatabase.ts'

const db = withDatabase()
const servers = withServers()
let server: ServerProcess
let seen = 0
let counted = 0
beforeAll(async () => {
  server = await servers.start({ DATABASE_URL: db.url })
})
beforeEach(async () => {
  seen = retries().length
  counted = await fetchCounted()
})
afterEach(async () => {
  expect(await db.violations()).toEqual([])
})

/** Log lines of retried transactions. */
function retries(): Record<string, unknown>[] {
  return server.log().filter(({ msg }) => msg === 'retrying transaction')
}

/** Number of retried transactions in the metrics of the server. */
async function fetchCounted(): Promise<number> {
  const response = await fetch(`${server.url}/metrics`)
  return readMetrics(await response.text()).hierarchy_transaction_retries_total ?? NaN
}

const spawn = graphql(`
  mutation SpawnAgain($name: String!) {
    spawnSupervisor(input: { name: $name }) {
      __typename
      ... on Error {
        code
        message
      }
    }
  }
`)
const cascade = graphql(`
  mutation CascadeAgain($id: ID!) {
    terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {
      __typename
      ... on TerminateSupervisorPayload {
        changed
        impact {
          supervisors
        }
      }
    }
  }
`)

test('a mutation is retried after a deadlock and succeeds, and the retry is logged and counted', async () => {
  const id = await givenTree(db.pool, 'a > b')
  const other = await db.session()
  await other.query(`SET deadlock_timeout = '1min'`) // so that PostgreSQL detects the deadlock in the session of the server
  await other.query('BEGIN')
  await other.query('SELECT FROM supervisors WHERE id = $1 FOR UPDATE', [id('b')])
  const terminated = server.data(cascade, { id: id('a') })
  await untilBlocked(db.pool, other)
  await other.query(`UPDATE supervisors SET description = 'mine' WHERE id = $1`, [id('a')])
  await other.query('COMMIT')

  expect((await terminated).terminateSupervisor).toEqual({
    __typename: 'TerminateSupervisorPayload',
    changed: true,
    impact: { supervisors: 2 },
  })
  expect(retries().slice(seen)).toMatchObject([{ reason: 'deadlock detected', attempt: 1, retries: seen + 1 }])
  expect(await fetchCounted()).toBe(counted + 1)
})

/** Makes the first INSERTs of supervisors fail with a serialization failure. */
async function givenFailures(times: number, when: 'BEFORE' | 'DEFERRED'): Promise<void> {
  await db.pool.query(`
    DROP SEQUENCE IF EXISTS tries;
    CREATE SEQUENCE tries;
    CREATE OR REPLACE FUNCTION fail_first() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF nextval('tries') <= ${times} THEN RAISE EXCEPTION 'not now' USING ERRCODE = 'serialization_failure'; END IF;
      RETURN NEW;
    END $$;
    DROP TRIGGER IF EXISTS fail_first ON supervisors;
    ${
      when === 'BEFORE'
        ? 'CREATE TRIGGER fail_first BEFORE INSERT ON supervisors FOR EACH ROW EXECUTE FUNCTION fail_first()'
        : 'CREATE CONSTRAINT TRIGGER fail_first AFTER INSERT ON supervisors DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION fail_first()'
    }`)
}

test.each(['BEFORE', 'DEFERRED'] as const)(
  'a mutation is retried after serialization failures in a statement or at the commit (%s trigger)',
  async (when) => {
    await givenFailures(3, when)
    expect((await server.data(spawn, { name: when })).spawnSupervisor.__typename).toBe('SpawnSupervisorPayload')
    expect(retries().slice(seen)).toMatchObject([1, 2, 3].map((attempt) => ({ reason: 'not now', attempt })))
    expect(await fetchCounted()).toBe(counted + 3)
    const { rows } = await db.pool.query(
      'SELECT type FROM supervisor_events JOIN supervisors s ON s.id = supervisor_id WHERE s.name = $1',
      [when],
    )
    expect(rows).toEqual([{ type: 'SUPERVISOR_SPAWNED' }])
  },
)

test('a mutation that always fails returns UnavailableError after five attempts, and changes nothing', async () => {
  await givenFailures(1_000, 'BEFORE')
  const before = await dumpTables(db.pool)
  expect((await server.data(spawn, { name: 'never' })).spawnSupervisor).toEqual({
    __typename: 'UnavailableError',
    code: 'UNAVAILABLE',
    message: 'Conflicts with other transactions: all attempts failed. Nothing was changed. Retry.',
  })
  expect(retries().slice(seen)).toHaveLength(4)
  expect(await fetchCounted()).toBe(counted + 4)
  const { rows } = await db.pool.query('SELECT last_value::int AS tries FROM tries')
  expect(rows).toEqual([{ tries: 5 }])
  expect(await dumpTables(db.pool)).toEqual(before)
})
