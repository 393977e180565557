import { parse, validate } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { firstQuery } from '../../src/http/firstQuery.ts'
import { schema } from '../../src/schema/index.ts'
import { readDocumentedQueries } from '../../tools/documentedQueries.js'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
const queries = readDocumentedQueries()

beforeAll(() => loadDemoFleet(api.pool))

test('the documentation has ten queries', () => {
  expect(queries).toHaveLength(10)
})

/** The paths of fields that are null or empty in every object of a response: examples should show data in each field. */
function emptyPaths(value: unknown): string[] {
  const shown = new Map<string, boolean>()
  const visit = (at: unknown, path: string): void => {
    if (Array.isArray(at)) {
      if (at.length === 0) shown.set(path, shown.get(path) ?? false)
      for (const item of at) visit(item, path)
    } else if (typeof at === 'object' && at !== null) {
      shown.set(path, true)
      for (const [key, below] of Object.entries(at)) visit(below, `${path}.${key}`)
    } else {
      shown.set(path, shown.get(path) === true || at !== null)
    }
  }
  visit(value, '')
  return [...shown].filter(([, has]) => !has).map(([path]) => path)
}

describe.each(queries)('$title', ({ document, variables, statements }) => {
  test('is valid against the schema', () => {
    expect(validate(schema, parse(document))).toEqual([])
  })

  test(`has data in each field, with ${statements} statements`, async () => {
    // requests share counts for some seconds, and the page states the statements of a request that shares none
    const alone = document.replaceAll('stats {', 'stats(maxAgeSeconds: 0) {')
    // the first requests run in graphql-js, the later ones are compiled
    for (let run = 0; run < 4; run++) {
      api.statements.length = 0
      const { data, errors } = await api.request(alone, variables)
      expect(errors).toBe(undefined)
      expect(emptyPaths(data)).toEqual([])
      expect(api.statements.length).toBe(statements)
    }
  })
})

test('the first query of the landing page is valid and has data', async () => {
  expect(validate(schema, parse(firstQuery))).toEqual([])
  const { data, errors } = await api.request(firstQuery)
  expect(errors).toBe(undefined)
  expect(emptyPaths(data).filter((path) => !path.endsWith('.statusReason'))).toEqual([])
})
