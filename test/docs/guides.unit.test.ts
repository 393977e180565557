import { parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { schema } from '../../src/schema/index.ts'
import { listFiles, readProjectFile } from './projectFiles.ts'

const pages = ['README.md', 'docs/tutorial.md', ...listFiles('docs/guides', /\.md$/)]

// a block of GraphQL, or the argument of the shell function that the tutorial defines
const document = /```graphql\n(?<block>.*?)```|^gql '(?<argument>[^']*)'$/gms

const documentsOf = (page: string): string[] =>
  [...readProjectFile(page).matchAll(document)].map(({ groups }) => groups?.block ?? groups?.argument ?? '')

describe.each(pages.filter((page) => documentsOf(page).length > 0))('%s', (page) => {
  test.each(documentsOf(page))('shows a document that fits the schema: %s', (text) => {
    expect(validate(schema, parse(text))).toEqual([])
  })
})

test('the tutorial has a document for each step that sends one', () => {
  expect(documentsOf('docs/tutorial.md').length).toBeGreaterThanOrEqual(10)
})

test('the code of the guide about client libraries is that of the tested examples', () => {
  const files = listFiles('examples/clients', /^[^/]+\/[^/]+\/[^/]+\.ts$/).map(readProjectFile)
  const blocks = [...readProjectFile('docs/guides/clients.md').matchAll(/```ts\n(.*?)```/gs)].map(
    ([, text = '']) => text,
  )
  expect(blocks.length).toBeGreaterThan(3)
  for (const block of blocks) expect([block, files.some((file) => file.includes(block))]).toEqual([block, true])
})
