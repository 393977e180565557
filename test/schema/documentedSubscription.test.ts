import { readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { beforeAll, expect, test } from 'vitest'
import { loadDemoFleet } from '../../src/demo/loadDemoFleet.ts'
import { schema } from '../../src/schema/index.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi()
const sockets = withSockets(api)
const page = readFileSync(new URL('../../docs/guides/follow-events.md', import.meta.url), 'utf8')
const documents = [...page.matchAll(/```graphql\n(.*?)```/gs)].map(([, document = '']) => document)
const id = /--within (\S+)/.exec(page)?.[1] ?? ''

beforeAll(() => loadDemoFleet(api.pool))

test('docs/guides/follow-events.md has a query and a subscription that are valid against the schema', () => {
  expect(documents).toHaveLength(2)
  for (const document of documents) expect(validate(schema, parse(document))).toEqual([])
})

test('a subscription after the cursor of the snapshot receives the changes since then', async () => {
  const [snapshot = '', changes = ''] = documents
  const { data } = await api.request<{ eventCursor: string; supervisor: { name: string } | null }, object>(snapshot, {
    id,
  })
  expect(data?.supervisor?.name).toEqual(expect.any(String))
  await api.pool.query(`UPDATE supervisors SET description = 'changed in between' WHERE id = $1`, [id])
  const { answers } = sockets.follow<object, object>(changes, { id, after: data?.eventCursor })
  await expect
    .poll(() => answers, { timeout: 10_000 })
    .toMatchObject([
      {
        data: {
          supervisorEvents: expect.objectContaining({
            type: 'SUPERVISOR_UPDATED',
            supervisorId: id,
            after: { description: 'changed in between' },
          }) as unknown,
        },
      },
    ])
})
