import { getOperationAST, parse } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { requestedCost } from '../../src/graphql/requestedCost.ts'
import { selectsLongFields } from '../../src/graphql/resultSize.ts'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { readDocumentedQueries } from '../../tools/documentedQueries.js'
import { withApi } from '../support/api/withApi.ts'
import { withTransports } from '../support/api/withTransports.ts'
import { createRandom } from '../support/fuzz/random.ts'
import { growSelections, writeRequest } from '../support/fuzz/selection.ts'

const api = withApi({ env: { MAX_RESULT_FIELDS: '100000' } })
const transports = withTransports(api)
beforeAll(() => loadDemoFleet(api.pool))

function costOf(query: string, variables?: Record<string, unknown>): number {
  const document = parse(query)
  const definition = getOperationAST(document)
  if (!definition) throw new Error('expected one operation')
  return requestedCost(document, definition, variables)
}

interface Cost {
  readonly requested: number
  readonly actual: number
  readonly limit: number
}
async function send(query: string, variables?: object): Promise<{ data?: unknown; errors?: unknown; cost?: Cost }> {
  const response = await api.app.inject({ method: 'POST', url: '/graphql', payload: { query, variables } })
  const { extensions, ...answer } = response.json<{ extensions?: { cost: Cost } }>()
  return { ...answer, ...(extensions && { cost: extensions.cost }) }
}

describe('the requested cost of a document', () => {
  test('counts its fields, its loads and the items of full pages with the fields below them', () => {
    expect(costOf('{ __typename }')).toBe(1)
    // 3 fields of the document, a load, and 25 items with one field
    expect(costOf('{ supervisors { nodes { id } } }')).toBe(3 + 10 + 25 * 2)
    expect(costOf('{ supervisors(first: 100) { nodes { id } } }')).toBe(3 + 10 + 100 * 2)
    expect(costOf('{ supervisors(last: 7) { nodes { id name } } }')).toBe(4 + 10 + 7 * 3)
    expect(costOf('{ supervisors(first: 2) { edges { node { id } } } }')).toBe(4 + 10 + 2 * 3)
  })

  test('depends on page sizes in variables, and on their defaults', () => {
    const query = 'query ($n: Int = 3) { supervisors(first: $n) { nodes { children(first: $n) { nodes { id } } } } }'
    const cost = (n: number): number => 5 + 10 + n * (1 + 3 + 10 + n * 2)
    expect(costOf(query)).toBe(cost(3))
    expect(costOf(query, { n: 50 })).toBe(cost(50))
    expect(costOf(query, { n: 1e9 })).toBe(5 + 10 + 1_000 * (1 + 3 + 10 + 100 * 2)) // the largest pages of each list
    expect(costOf(query, { n: -1 })).toBe(cost(0))
    expect(costOf('query ($n: Int) { supervisors(first: $n) { nodes { id } } }', { n: null })).toBe(3 + 10 + 25 * 2)
    expect(costOf('query ($n: Int) { supervisors(last: 4, first: $n) { nodes { id } } }')).toBe(3 + 10 + 4 * 2)
  })

  test('counts each fragment wherever it is spread, with the page size of that place', () => {
    const fragments = 'fragment F on SupervisorConnection { nodes { id } }'
    expect(costOf(`{ a: supervisors(first: 2) { ...F } b: supervisors(first: 5) { ...F } } ${fragments}`)).toBe(
      6 + 2 * 10 + 2 * 2 + 5 * 2,
    )
  })

  test('is no number that JSON does not hold exactly', () => {
    const below = (levels: number): string =>
      levels === 0 ? 'id' : `children(first: 100) { nodes { ${below(levels - 1)} } }`
    expect(costOf(`{ supervisors(first: 100) { nodes { ${below(5)} } } }`)).toBeGreaterThan(1e12)
    expect(costOf(`{ supervisors(first: 100) { nodes { ${below(20)} } } }`)).toBe(Number.MAX_SAFE_INTEGER)
  })
})

describe('extensions.cost', () => {
  test.each(readDocumentedQueries())('is at most what is requested: $title', async ({ document, variables }) => {
    const { cost, errors } = await send(document, variables)
    expect(errors).toBe(undefined)
    if (!selectsLongFields(parse(document))) expect(cost?.actual).toBeLessThanOrEqual(cost?.requested ?? 0)
    expect(cost?.limit).toBe(100_000)
  })

  test('is at most what is requested, for random documents', async () => {
    const { rows } = await api.pool.query<{ id: string }>(
      '(SELECT id FROM supervisors ORDER BY hierarchy_level DESC, id LIMIT 5) UNION ALL (SELECT id FROM supervisor_teams ORDER BY id LIMIT 3)',
    )
    const growth = { random: createRandom(15), ids: rows.map(({ id }) => id) }
    let compared = 0
    for (let run = 0; run < 300; run++) {
      const request = writeRequest(growSelections('Query', 0, growth))
      const { cost, errors } = await send(request.query, request.variables)
      if (!cost || errors || selectsLongFields(parse(request.query))) continue
      compared++
      expect([cost.actual <= cost.requested, JSON.stringify(request), cost]).toEqual([true, expect.anything(), cost])
    }
    expect(compared).toBeGreaterThan(50)
  })

  test('is part of each result, and the same over both transports', async () => {
    const query = '{ supervisors(first: 5) { nodes { id } } }'
    const { cost } = await send(query)
    expect(cost).toEqual({ requested: 3 + 10 + 5 * 2, actual: 3 + 10 + 5 * 2, limit: 100_000 })
    expect(await transports.WebSocket(JSON.stringify({ query }))).toMatchObject({ extensions: { cost } })
  })

  test('is part of a result that exceeds the budget, with what it had cost until then', async () => {
    const aliases = Array.from({ length: 900 }, (_, i) => `a${i}: id`).join(' ')
    const { errors, cost } = await send(
      `{ supervisors(first: 100) { nodes { root { descendants(first: 100) { nodes { ${aliases} } } } } } }`,
    )
    expect(errors).toMatchObject([{ extensions: { code: 'LIMIT_EXCEEDED' } }])
    expect(cost?.actual).toBeGreaterThan(100_000)
    expect(cost?.requested).toBeGreaterThanOrEqual(cost?.actual ?? Infinity)
  })

  test('is not part of the response to a request that is not executed', async () => {
    for (const query of ['{ nothing }', '{ supervisors', 'query ($id: ID!) { supervisor(id: $id) { id } }'])
      expect(await send(query)).not.toHaveProperty('cost')
    expect(api.statements).toEqual([])
  })

  test('counts a large result by its size', async () => {
    const supervisor = await api.pool.query<{ id: string }>(
      `INSERT INTO supervisors (name, config) VALUES ('large', jsonb_build_object('text', repeat('x', 50000))) RETURNING id`,
    )
    const { cost } = await send(`{ supervisor(id: "${supervisor.rows[0]?.id}") { config } }`)
    expect(cost?.requested).toBe(12)
    expect(cost?.actual).toBeGreaterThan(500)
  })
})
