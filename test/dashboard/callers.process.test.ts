import { describe, expect, test } from 'vitest'
import { givenToken, revoke } from '../support/api/withTokens.ts'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ authentication: true })

async function idOf(name: string): Promise<string> {
  const { rows } = await dashboard.api.pool.query<{ id: string }>('SELECT id FROM supervisors WHERE name = $1', [name])
  return rows[0]?.id ?? ''
}

describe.skipIf(!hasChromium)('callers', () => {
  test('sign in with a token, which is never in the address, and sign out', async () => {
    const { secret } = await givenToken(dashboard.api.pool)
    const { page, open, accessibilityFaults } = await dashboard.newTab()
    await open('/problems')
    await page.getByLabel('API token').waitFor()
    expect(await accessibilityFaults()).toEqual([])
    await page.getByLabel('API token').fill(secret)
    await page.keyboard.press('Enter')
    await page.getByText('monthly budget is spent').waitFor()
    expect(page.url()).toBe(`${dashboard.origin}/problems`)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API token').waitFor()
    expect(await page.evaluate('sessionStorage.length')).toBe(0)
  })

  test('see why their session has ended when the token is revoked', async () => {
    const token = await givenToken(dashboard.api.pool, { role: 'READ' })
    const { page, open } = await dashboard.newTab({ token: token.secret })
    await open('/')
    await page.getByText('live', { exact: true }).waitFor()
    await revoke(dashboard.api.pool, token)
    await page.getByText(/revoked/).waitFor({ timeout: 15_000 })
  })

  test.each([
    ['READ', 0],
    ['REPORT', 0],
    ['OPERATE', 8],
  ] as const)('with the role %s have %d actions', async (role, actions) => {
    const { secret } = await givenToken(dashboard.api.pool, { role })
    const { page, open } = await dashboard.newTab({ token: secret })
    await open('/')
    await page.getByText('customer-operations').waitFor()
    expect((await page.getByRole('checkbox').count()) > 0).toBe(actions > 0)
    expect(await page.getByRole('link', { name: 'Tokens' }).count()).toBe(0)
    await open(`/supervisors/${await idOf('research-lab')}`)
    await page.getByRole('heading', { name: 'Restart policy' }).waitFor()
    expect(await page.locator('.actions button').count()).toBe(actions)
  })

  test('that are limited to a subtree see it from its top, and its name', async () => {
    const { secret } = await givenToken(dashboard.api.pool, { role: 'OPERATE', within: await idOf('product-delivery') })
    const { page, open } = await dashboard.newTab({ token: secret })
    await open('/')
    await page.getByText('mobile-apps').waitFor()
    expect(await page.getByText('in product-delivery').count()).toBe(1)
    expect(await page.getByText('mission-control').count()).toBe(0)
  })
})

describe.skipIf(!hasChromium)('the first token', () => {
  test('is shown until its form is closed, although the page then needs it', async () => {
    await dashboard.api.pool.query('DELETE FROM api_tokens')
    const { secret } = await givenToken(dashboard.api.pool)
    const { page, open } = await dashboard.newTab({ token: secret })
    await open('/tokens')
    await page.getByRole('button', { name: 'Create token' }).click()
    await page.getByLabel('Actor').fill('night shift')
    await page.getByRole('button', { name: 'Create', exact: true }).click()
    await page.getByText('It cannot be read again').waitFor()
    const refusal = page.waitForResponse((response) => response.status() === 401)
    await dashboard.api.pool.query(
      `UPDATE api_tokens SET revoked_at = timezone('utc', now()) WHERE actor <> 'night shift'`,
    )
    await (await refusal).finished()
    await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    const created = await page.locator('.secret code').textContent()
    await page.getByRole('button', { name: 'Close' }).click()
    await page.getByLabel('API token').fill(created ?? '')
    await page.keyboard.press('Enter')
    await page.getByText('night shift').first().waitFor()
  })
})
