import { expect, test } from 'vitest'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false })

test.skipIf(!hasChromium)(
  'an empty database has pages that say what to do, and shows the first supervisor',
  async () => {
    const { page, open, accessibilityFaults } = await dashboard.newTab()
    await open('/problems')
    await page.getByText('No problems').waitFor()
    await open('/')
    await page.getByText('There are no supervisors yet').waitFor()
    expect(await accessibilityFaults()).toEqual([])
    await page.getByText('live', { exact: true }).waitFor()
    await dashboard.api.pool.query(`INSERT INTO supervisors (name, status) VALUES ('the-first', 'ACTIVE')`)
    await page.getByRole('row', { name: /the-first/ }).waitFor()
  },
)
