import { describe, expect, test } from 'vitest'
import { expectSoon, hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard()

/** An address of each page, and a text that shows that it has been read. */
const pages: readonly (readonly [path: string, text: string])[] = [
  ['/', 'customer-operations'],
  ['/?q=lab', 'research-lab'],
  ['/problems', 'monthly budget is spent'],
  ['/supervisors/5bdba967-a32a-8871-a228-117d7fe7c2e5', 'Restart policy'],
  ['/teams/3958fb57-cc17-8112-aa70-fa6fcd2e02f4', 'Former members'],
  ['/agents/a86bfc5b-45e5-8530-aae1-ac622eac3041', 'weekly-business-review'],
  ['/events', 'Member joined'],
  ['/tokens', 'There are no tokens'],
  ['/supervisors/00000000-0000-4000-8000-000000000000', 'There is no such supervisor'],
]

describe.skipIf(!hasChromium)('in the light and in the dark scheme', () => {
  test.each(pages)('%s is accessible, and restored by its address', async (path, text) => {
    const { page, open, accessibilityFaults } = await dashboard.newTab()
    await open(path)
    await expectSoon(() => page.getByText(text).count(), { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await accessibilityFaults()).toEqual([])
  })

  test.each([
    [
      '/supervisors/5bdba967-a32a-8871-a228-117d7fe7c2e5',
      ['Restart', 'Pause', 'Edit', 'Spawn child', 'Create team', 'Move', 'Declare failed', 'Terminate'],
    ],
    ['/teams/3958fb57-cc17-8112-aa70-fa6fcd2e02f4', ['Add member', 'Edit', 'Delete', 'Transfer', 'Remove']],
    ['/tokens', ['Create token']],
  ])('the forms of %s are accessible', async (path, names) => {
    const { page, open, accessibilityFaults } = await dashboard.newTab()
    await open(path)
    for (const name of names) {
      await page.getByRole('button', { name, exact: true }).first().click()
      await expectSoon(() => page.getByRole('dialog').count()).toBe(1)
      expect([name, await accessibilityFaults()]).toEqual([name, []])
      await page.keyboard.press('Escape')
      await expectSoon(() => page.getByRole('dialog').count()).toBe(0)
    }
  })

  test('the help, the choice of a supervisor, selected rows and the causes of a problem are accessible', async () => {
    const { page, open, accessibilityFaults } = await dashboard.newTab()
    await open('/')
    await page.getByRole('checkbox', { name: 'Select security' }).click()
    await page.getByRole('region', { name: 'Selected supervisors' }).waitFor()
    expect(await accessibilityFaults()).toEqual([])
    await page.keyboard.press('?')
    await expectSoon(() => page.getByRole('heading', { name: 'Keyboard' }).count()).toBe(1)
    expect(await accessibilityFaults()).toEqual([])
    await open('/events')
    await page.getByLabel('Subtree of').fill('lab')
    await page.getByRole('list', { name: 'Supervisors' }).getByRole('button').first().waitFor()
    await page.locator('.event-line').first().click()
    expect(await accessibilityFaults()).toEqual([])
    await open('/problems')
    await page
      .getByRole('button', { name: /^Causes/ })
      .first()
      .click()
    await page.locator('.problem-causes').waitFor()
    expect(await accessibilityFaults()).toEqual([])
  })
})

test.skipIf(!hasChromium)('no page is wider than a small screen', async () => {
  const { page, open } = await dashboard.newTab({ viewport: { width: 390, height: 780 } })
  for (const [path, text] of pages) {
    await open(path)
    await expectSoon(() => page.getByText(text).count(), { timeout: 10_000 }).toBeGreaterThan(0)
    expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, 390])
  }
})
