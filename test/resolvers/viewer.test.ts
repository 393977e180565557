import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'

const api = withApi()
const execute = withViewer(api)

const viewerDocument = graphql(`
  query WhoAsks {
    viewer {
      actor
      role
      within {
        name
      }
    }
  }
`)

test('without authentication, every caller is the local admin with access to the whole hierarchy', async () => {
  expect(await api.data(viewerDocument, {})).toEqual({ viewer: { actor: 'local', role: 'ADMIN', within: null } })
})

test('a caller that is limited to a subtree can read its actor, role and subtree', async () => {
  const id = await givenTree(api.pool, 'root > mine')
  const { data } = await execute({ actor: 'alice', role: 'READ', within: id('mine') }, viewerDocument, {})
  expect(data).toEqual({ viewer: { actor: 'alice', role: 'READ', within: { name: 'mine' } } })
})
