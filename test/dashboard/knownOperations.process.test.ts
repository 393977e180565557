import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const directory = mkdtempSync(join(tmpdir(), 'manifest-'))
const manifest = join(directory, 'manifest.json')
writeFileSync(manifest, JSON.stringify({ another: '{ stats { supervisors } }' }))
afterAll(() => {
  rmSync(directory, { recursive: true })
})

const dashboard = withDashboard({ env: { OPERATIONS: 'only', OPERATIONS_MANIFEST: manifest } })

describe.skipIf(!hasChromium)('a server that accepts known documents only', () => {
  test('accepts those of its dashboard: queries, mutations and the subscription', async () => {
    const { page, problems, open } = await dashboard.newTab()
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()} for ${response.request().postData()}`)
    })
    await open('/')
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'security', exact: true }).click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
    await page.getByText('ACTIVE → PAUSED').waitFor()
    for (const [path, text] of [
      ['/problems', 'monthly budget is spent'],
      ['/teams/3958fb57-cc17-8112-aa70-fa6fcd2e02f4', 'Former members'],
      ['/agents/a86bfc5b-45e5-8530-aae1-ac622eac3041', 'weekly-business-review'],
      ['/events', 'Member joined'],
      ['/tokens', 'There are no tokens'],
      ['/?q=lab&status=PAUSED', 'research-lab'],
    ] as const) {
      await open(path)
      await page.getByText(text).first().waitFor()
    }
  })

  test('refuses others', async () => {
    const response = await dashboard.api.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: { query: '{ viewer { actor } }' },
    })
    expect(response.statusCode).toBe(403)
  })
})
