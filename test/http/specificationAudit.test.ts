import { serverAudits } from 'graphql-http'
import type { AddressInfo } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()
let url = ''
beforeAll(async () => {
  await api.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(api.app.server.address() as AddressInfo).port}/graphql` // a listening TCP server has an AddressInfo
})

/** The audits that this server does not pass, by id. docs/reference/endpoints.md names each with its reason. */
const deviations = new Map([
  ['572B', 'SHOULD use 200 status code on document parsing failure when accepting application/json'],
  ['FDE2', 'SHOULD use 200 status code on document validation failure when accepting application/json'],
  ['7B9B', 'SHOULD use a status code of 200 on variable coercion failure when accepting application/json'],
  ['5A70', 'MAY accept application/x-www-form-urlencoded formatted GET requests'],
  [
    'D6D5',
    'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json',
  ],
  ['6A70', 'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json'],
])

const audits = serverAudits({ url: () => url })

test.each(audits.filter(({ id }) => !deviations.has(id)))('GraphQL over HTTP: $name', async ({ fn }) => {
  expect(await fn()).toMatchObject({ status: 'ok' })
})

test.each([...deviations])('GraphQL over HTTP, documented deviation %s: %s', async (id, name) => {
  const audit = audits.find((each) => each.id === id)
  expect(audit?.name).toBe(name)
  expect(await audit?.fn()).not.toMatchObject({ status: 'ok' })
})
