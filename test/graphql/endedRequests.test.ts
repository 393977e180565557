import { expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'
import { givenTree } from '../support/database/givenTree.ts'

const api = withApi()

const names = Array.from({ length: 250 }, (_, i) => `a${i}: name`).join(' ')
const large = (alias: string) =>
  `${alias}: supervisors(first: 100) { nodes { children(first: 100) { nodes { ${names} } } } }`

test('requests that end early with an error leave the places of expensive requests free', async () => {
  const children = Array.from({ length: 100 }, (_, i) => `c${i}`).join(', ')
  await givenTree(api.pool, `root > [${children}]`)
  const failing = `{ bad: supervisors(first: 1) { nodes { children(after: "x") { nodes { id } } } } ${['b', 'c', 'd', 'e'].map(large).join(' ')} }`
  for (let i = 0; i < 8; i++) expect(await api.request(failing)).toMatchObject({ data: null })
  const result = await api.request(`{ ${large('all')} }`)
  expect(result.errors).toBeUndefined()
})
