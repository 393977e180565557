import { describe, expect, test } from 'vitest'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false })
const policy = "default-src 'self';base-uri 'none';form-action 'none';frame-ancestors 'none'"

test.each(['/', '/problems', '/events', '/tokens', '/supervisors/x', '/teams/x', '/agents/x'])(
  '%s is the page of the dashboard, which loads only files of the server',
  async (url) => {
    const response = await dashboard.api.app.inject({ url })
    expect(response.statusCode).toBe(200)
    expect(response.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'no-cache',
    })
    const [script = ''] = /\/assets\/main-\w+\.js/.exec(response.body) ?? []
    const asset = await dashboard.api.app.inject({ url: script })
    expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
  },
)

test.each(['/assets/', '/assets/../index.html', '/problems/x', '/dashboard'])('%s does not exist', async (url) => {
  expect((await dashboard.api.app.inject({ url })).statusCode).toBe(404)
})

describe.skipIf(!hasChromium)('a text of the database', () => {
  test('is shown as text, whatever markup it contains', async () => {
    const name = `<img src=x onerror="document.title='run'">`
    await dashboard.api.pool.query(
      `INSERT INTO supervisors (name, status, status_reason, description, config)
       VALUES ($1::text, 'FAILED', $1::text, $1::text, jsonb_build_object('key', $1::text))`,
      [name],
    )
    const { page, open } = await dashboard.newTab()
    for (const path of ['/', '/problems', '/events']) {
      await open(path)
      await page.getByText(name).first().waitFor()
    }
    await page.getByRole('link', { name }).first().click()
    await page.getByRole('heading', { name }).waitFor()
    expect(await page.title()).toBe('Supervisor Hierarchy')
  })
})
