import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { givenToken } from '../support/api/withTokens.ts'
import { expectSoon, hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ authentication: true })

async function idOf(name: string): Promise<string> {
  const { rows } = await dashboard.api.pool.query<{ id: string }>('SELECT id FROM supervisors WHERE name = $1', [name])
  return rows[0]?.id ?? ''
}

async function givenTab() {
  const { secret } = await givenToken(dashboard.api.pool)
  return dashboard.newTab({ token: secret })
}

/** Holds the requests whose body matches until the returned function is called, which waits for the response of the first. */
async function hold(page: Page, body: RegExp) {
  const matches = (text: string | null): boolean => body.test(text ?? '')
  let release = (): void => undefined
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  await page.route('**/graphql', async (route) => {
    if (matches(route.request().postData())) await released
    await route.continue()
  })
  const arrived = page.waitForRequest((request) => matches(request.postData()))
  const response = page.waitForResponse((each) => matches(each.request().postData()))
  return {
    arrived,
    async release() {
      release()
      await (await response).finished()
      await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))')
    },
  }
}

describe.skipIf(!hasChromium)('a late response', () => {
  test('with older events keeps the events that have happened meanwhile', async () => {
    const { page, open } = await givenTab()
    await open('/events')
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Older events' }).waitFor()
    const shown = await page.locator('.events > li').count()
    const older = await hold(page, /"after":"[^"]+","first":50/)
    await page.getByRole('button', { name: 'Older events' }).click()
    await older.arrived
    await dashboard.api.pool.query(
      `UPDATE supervisors SET status = 'PAUSED', status_reason = 'in between' WHERE name = 'security'`,
    )
    await page.getByText('in between').waitFor()
    await older.release()
    await expectSoon(() => page.locator('.events > li').count()).toBeGreaterThan(shown + 1)
    expect(await page.getByText('in between').count()).toBe(1)
  })

  test('to an earlier search keeps the candidates of the later one', async () => {
    const { page, open } = await givenTab()
    await open('/events')
    const search = page.locator('#within')
    await search.waitFor()
    const earlier = await hold(page, /"text":"security"/)
    await search.fill('security')
    await earlier.arrived
    await search.fill('research')
    const candidates = page.getByRole('list', { name: 'Supervisors' })
    await candidates.getByText('research-lab').first().waitFor()
    await earlier.release()
    expect(await candidates.getByText('research-lab').count()).toBeGreaterThan(0)
  })

  test('after the end of the session starts no further reads', async () => {
    const { page, open } = await givenTab()
    const reads: string[] = []
    page.on('request', (request) => reads.push(request.postData() ?? ''))
    const roots = await hold(page, /query RootLevel/)
    await open('/tokens')
    await roots.arrived
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('API token').waitFor()
    reads.length = 0
    await roots.release()
    expect(reads.map((body) => /query \w+/.exec(body)?.[0])).toEqual([])
  })
})

test.skipIf(!hasChromium)('a caller sees no name that an earlier caller of the tab has read', async () => {
  const { page, open } = await givenTab()
  await open(`/events?within=${await idOf('mission-control')}`)
  await page.getByText('in mission-control').waitFor()
  await page.getByRole('button', { name: 'Sign out' }).click()
  const { secret } = await givenToken(dashboard.api.pool, { role: 'READ', within: await idOf('product-delivery') })
  await page.getByLabel('API token').fill(secret)
  await page.keyboard.press('Enter')
  await page.getByText(/^in /).first().waitFor()
  expect(await page.getByText('in mission-control').count()).toBe(0)
})
