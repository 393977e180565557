import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parse, validate } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { schema } from '../../src/schema/index.ts'
import { withApi } from '../support/api/withApi.ts'
import { keepVolatile, readExamples, writeAnswers } from './documentedExamples.ts'

/** After a change to a response, this writes the new responses into the pages: `npx vitest run test/docs/examples.test.ts -u`. */
describe.each([
  ['README.md', 1],
  ['docs/guides/change-the-hierarchy.md', 12],
  ['docs/guides/supervise-a-fleet.md', 4],
  ['docs/reference/mutations.md', 11],
  ['docs/reference/errors.md', 11],
])('%s', (name, leastExamples) => {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url))
  const page = readFileSync(file, 'utf8')
  const api = withApi()
  beforeAll(async () => {
    await loadDemoFleet(api.pool)
    // the token that the page revokes
    await api.pool.query(
      `INSERT INTO api_tokens (id, hash, actor, role, created_by) VALUES ('7c1f6b0e-2d7a-4c53-9a43-5a8f0c6c1b22', sha256(''), 'ci', 'OPERATE', 'ops')`,
    )
  })

  test('shows what the demonstration fleet returns for its examples, run one after the other', async () => {
    const answers: unknown[] = []
    for (const { document, answer } of readExamples(page))
      answers.push(keepVolatile(await api.request(document), answer))
    expect(answers.length).toBeGreaterThanOrEqual(leastExamples)
    await expect(writeAnswers(page, answers)).toMatchFileSnapshot(file)
  })
})

describe('each example of a mutation', () => {
  const page = readFileSync(new URL('../../docs/reference/mutations.md', import.meta.url), 'utf8')

  test.each(readExamples(page))(
    '$section fits the schema, asks for errors, and succeeds',
    ({ section, ...example }) => {
      expect(validate(schema, parse(example.document))).toEqual([])
      expect(example.document).toContain('... on Error { code message }')
      expect(example.answer).toHaveProperty(['data', section])
      expect(example.answer).not.toHaveProperty(['data', section, 'code'])
    },
  )
})
