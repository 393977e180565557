import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions } from 'playwright-core'
import { afterAll, describe, expect, test } from 'vitest'
import { hasChromium, type BrowserTab } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const directory = mkdtempSync(join(tmpdir(), 'manifest-'))
const manifest = join(directory, 'manifest.json')
writeFileSync(manifest, JSON.stringify({ another: '{ stats { supervisors } }' }))
afterAll(() => {
  rmSync(directory, { recursive: true })
})

/** The server accepts the documents of its dashboard, and no others. */
const dashboard = withDashboard({ env: { OPERATIONS: 'only', OPERATIONS_MANIFEST: manifest } })

/** Opens a tab in which a refused request is a problem. */
async function newTab(options?: BrowserContextOptions): Promise<BrowserTab> {
  const tab = await dashboard.newTab(options)
  tab.page.on('response', (response) => {
    if (response.status() >= 400) tab.problems.push(`${response.status()} for ${response.request().postData()}`)
  })
  return tab
}

/** An address of each page, and a text that shows that it has been read. */
const pages: readonly (readonly [path: string, text: string])[] = [
  ['/', 'customer-operations'],
  ['/?q=lab&status=PAUSED', 'research-lab'],
  ['/problems', 'monthly budget is spent'],
  ['/supervisors/5bdba967-a32a-8871-a228-117d7fe7c2e5', 'Restart policy'],
  ['/teams/3958fb57-cc17-8112-aa70-fa6fcd2e02f4', 'Former members'],
  ['/agents/a86bfc5b-45e5-8530-aae1-ac622eac3041', 'weekly-business-review'],
  ['/events', 'Member joined'],
  ['/tokens', 'There are no tokens'],
  ['/supervisors/00000000-0000-4000-8000-000000000000', 'There is no such supervisor'],
]

const smallScreen = { width: 390, height: 780 }

describe.skipIf(!hasChromium)('in the light and in the dark scheme', () => {
  test('each page is restored by its address, accessible, and not wider than a small screen', async () => {
    const { page, open, accessibilityFaults } = await newTab()
    const found: Record<string, unknown> = {}
    for (const [path, text] of pages) {
      await page.setViewportSize(smallScreen)
      await open(path)
      await page.getByText(text).first().waitFor()
      const width = await page.evaluate('document.documentElement.scrollWidth')
      found[path] = { width, faults: await accessibilityFaults() }
    }
    expect(found).toEqual(Object.fromEntries(pages.map(([path]) => [path, { width: smallScreen.width, faults: [] }])))
  })

  test.each([
    [
      '/supervisors/5bdba967-a32a-8871-a228-117d7fe7c2e5',
      ['Restart', 'Pause', 'Edit', 'Spawn child', 'Create team', 'Move', 'Declare failed', 'Terminate'],
    ],
    ['/teams/3958fb57-cc17-8112-aa70-fa6fcd2e02f4', ['Add member', 'Edit', 'Delete', 'Transfer', 'Remove']],
    ['/tokens', ['Create token']],
  ])('the forms of %s are accessible', async (path, names) => {
    const { page, open, accessibilityFaults } = await newTab()
    await open(path)
    for (const name of names) {
      await page.getByRole('button', { name, exact: true }).first().click()
      await page.getByRole('dialog').waitFor()
      expect([name, await accessibilityFaults({ within: 'dialog' })]).toEqual([name, []])
      await page.keyboard.press('Escape')
      await page.locator('dialog').waitFor({ state: 'detached' })
    }
  })

  test('the help, the choice of a supervisor, selected rows and the causes of a problem are accessible', async () => {
    const { page, open, accessibilityFaults } = await newTab()
    await open('/')
    await page.getByRole('checkbox', { name: 'Select security' }).click()
    await page.getByRole('region', { name: 'Selected supervisors' }).waitFor()
    expect(await accessibilityFaults({ within: '.fleet-main' })).toEqual([])
    await page.keyboard.press('?')
    await page.getByRole('heading', { name: 'Keyboard' }).waitFor()
    expect(await accessibilityFaults({ within: 'dialog' })).toEqual([])
    await open('/events')
    await page.getByLabel('Subtree of').fill('lab')
    await page.getByRole('list', { name: 'Supervisors' }).getByRole('button').first().waitFor()
    await page.locator('.event-line').first().click()
    expect(await accessibilityFaults({ within: '.filters, .event:first-child' })).toEqual([])
    await open('/problems')
    await page
      .getByRole('button', { name: /^Causes/ })
      .first()
      .click()
    await page.locator('.problem-causes').waitFor()
    expect(await accessibilityFaults({ within: '.problem-causes' })).toEqual([])
  })
})

describe.skipIf(!hasChromium)('a server that accepts known documents only', () => {
  test('accepts those of its dashboard: queries, as above, mutations and the subscription', async () => {
    const { page, open } = await newTab()
    await open('/')
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('link', { name: 'security', exact: true }).click()
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click()
    await page.getByText('ACTIVE → PAUSED').waitFor()
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
