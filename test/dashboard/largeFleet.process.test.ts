import { beforeAll, describe, expect, test } from 'vitest'
import { expectSoon, hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false })

beforeAll(async () => {
  await dashboard.api.pool.query(
    `INSERT INTO supervisors (id, name, status) VALUES (gen_random_uuid(), 'hall', 'ACTIVE')`,
  )
  await dashboard.api.pool.query(
    `INSERT INTO supervisors (name, status, parent_id)
     SELECT 'worker-' || lpad(n::text, 5, '0'), 'ACTIVE', (SELECT id FROM supervisors WHERE name = 'hall')
     FROM generate_series(1, 10000) n`,
  )
})

describe.skipIf(!hasChromium)('10,000 supervisors under one parent', () => {
  test('are at most 80 rows in the page, and End reads the pages below', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/')
    await page.getByText('worker-00001').waitFor()
    const grid = page.getByRole('treegrid')
    expect(await grid.getAttribute('aria-rowcount')).toBe('10002')
    const rowsInPage = (): Promise<number> => page.locator('.row').count()
    expect(await rowsInPage()).toBeLessThanOrEqual(80)
    await page
      .getByText('worker-00001')
      .locator('xpath=ancestor::*[@role="row"]')
      .click({ position: { x: 500, y: 10 } })
    const focusedRow = (): Promise<string | null> => page.locator('.row:focus').textContent()
    await expectSoon(async () => {
      await page.keyboard.press('End') // the pages up to the end are read one after the other
      return Number(/worker-(\d+)/.exec((await focusedRow()) ?? '')?.[1])
    }).toBeGreaterThan(400)
    expect(await rowsInPage()).toBeLessThanOrEqual(80)
    await page.keyboard.press('Home')
    await expectSoon(focusedRow).toContain('hall')
  })
})
