import { beforeAll, describe, expect, test } from 'vitest'
import { givenTree } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

describe('the number of statements', () => {
  const api = withApi()
  beforeAll(async () => {
    const ids = await givenTree(api.pool, 'root')
    await api.pool.query(
      `INSERT INTO supervisors (name, parent_id) SELECT 's' || i, $1 FROM generate_series(1, 300) i`,
      [ids('root')],
    )
  })

  test.each([
    [3, 'events(first: $n) { nodes { cursor causedBy supervisor { name } } pageInfo { hasNextPage endCursor } }'],
    [4, 'events(first: $n) { totalCount nodes { supervisor { name } } }'],
    [6, 'events(first: $n) { nodes { supervisor { name events { nodes { actor supervisor { id } } } } } }'],
    [3, 'supervisors(first: $n) { nodes { events(first: 2) { nodes { before after } } } }'],
    [
      4,
      'supervisors(first: $n) { nodes { events(first: 2, types: [SUPERVISOR_SPAWNED]) { totalCount nodes { type } } } }',
    ],
    [1, 'a: eventCursor b: eventCursor __typename @skip(if: $skip)'],
  ])('is %i for any page size of %s', async (count, selection) => {
    for (const n of [1, 10, 100]) {
      api.statements.length = 0
      const { errors } = await api.request(
        `query ($n: Int, $skip: Boolean = false) { x: __typename @skip(if: $skip) supervisors(first: $n) @skip(if: true) { totalCount } ${selection} }`,
        { n },
      )
      expect(errors).toBe(undefined)
      expect(api.statements).toHaveLength(count)
    }
  })
})
