import { beforeEach, describe, expect, test } from 'vitest'
import { TypedDocumentString } from '../../generated/graphql.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { untilBlocked } from '../../support/database/untilBlocked.ts'
import { withApi } from '../../support/api/withApi.ts'

/** Mutations that wait for a row lock of a writer that bypasses the API, and so does not take the hierarchy lock. */

const api = withApi()
let id: IdOf

beforeEach(async () => {
  await api.pool.query('DELETE FROM supervisors')
  id = await givenTree(api.pool, 'a > b, c')
})

const changes: readonly [mutation: string, input: () => object][] = [
  ['terminateSupervisor', () => ({ id: id('a'), childPolicy: 'CASCADE' })],
  ['moveSupervisor', () => ({ id: id('a'), parentId: id('c') })],
]

/** Sends the mutation while the writer holds the row, waits until it is blocked, and then commits the writer. */
async function changeDuring(sql: string, mutation: string, input: object): Promise<unknown> {
  const type = mutation.charAt(0).toUpperCase() + mutation.slice(1)
  const document = new TypedDocumentString<{ result: unknown }, { input: object }>(
    `mutation ($input: ${type}Input!) {
      result: ${mutation}(input: $input) {
        __typename
        ... on ${type}Payload { changed supervisor { status version } }
        ... on ConflictError { current { id ... on Supervisor { status version } } }
      }
    }`,
  )
  const writer = await api.session()
  await writer.query('BEGIN')
  await writer.query(sql)
  const answer = api.data(document, { input })
  await untilBlocked(api.pool, writer)
  await writer.query('COMMIT')
  const committed = await dumpTables(api.pool)
  const { result } = await answer
  if (JSON.stringify(result).includes('ConflictError')) expect(await dumpTables(api.pool)).toEqual(committed)
  return result
}

describe.each(changes)('%s during a concurrent change of the supervisor', (mutation, input) => {
  const update = () => `UPDATE supervisors SET description = 'new' WHERE id = '${id('a')}'`

  test('waits, and applies after that change', async () => {
    expect(await changeDuring(update(), mutation, input())).toMatchObject({ changed: true, supervisor: { version: 3 } })
    expect(await api.violations()).toEqual([])
  })

  test('returns ConflictError and writes nothing if it expects the previous version', async () => {
    expect(await changeDuring(update(), mutation, { ...input(), expectedVersion: 1 })).toEqual({
      __typename: 'ConflictError',
      current: { id: id('a'), status: 'ACTIVE', version: 2 },
    })
  })
})

test('a cascade returns ConflictError and terminates no supervisor if a descendant is deleted concurrently', async () => {
  expect(
    await changeDuring(`DELETE FROM supervisors WHERE id = '${id('b')}'`, 'terminateSupervisor', {
      id: id('a'),
      childPolicy: 'CASCADE',
    }),
  ).toEqual({ __typename: 'ConflictError', current: { id: id('a'), status: 'ACTIVE', version: 1 } })
})

test('REPARENT moves no child, not even one with the name of the target, if the target changed concurrently', async () => {
  await api.pool.query(`UPDATE supervisors SET name = 'a' WHERE id = $1`, [id('b')])
  expect(
    await changeDuring(`UPDATE supervisors SET description = 'new' WHERE id = '${id('a')}'`, 'terminateSupervisor', {
      id: id('a'),
      childPolicy: 'REPARENT',
      expectedVersion: 1,
    }),
  ).toMatchObject({ __typename: 'ConflictError', current: { version: 2 } })
})
