import { expect, test } from 'vitest'
import { givenToken } from '../support/api/withTokens.ts'
import { expectSoon, hasChromium, tabTo } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false, authentication: true })

test.skipIf(!hasChromium)(
  'an empty database has pages that say what to do, and a form for the first supervisor that works by keyboard alone',
  async () => {
    const reader = await givenToken(dashboard.api.pool, { role: 'READ' })
    const operator = await givenToken(dashboard.api.pool, { role: 'OPERATE' })
    const onlooker = await dashboard.newTab({ token: reader.secret })
    await onlooker.open('/')
    await onlooker.page.getByText('There are no supervisors yet').waitFor()
    expect(await onlooker.page.getByRole('button', { name: 'Spawn supervisor' }).count()).toBe(0)
    await onlooker.page.getByText('live', { exact: true }).waitFor()

    const tab = await dashboard.newTab({ token: operator.secret })
    const { page, open, accessibilityFaults } = tab
    await open('/problems')
    await page.getByText('No problems').waitFor()
    await open('/')
    await page.getByText('There are no supervisors yet').waitFor()
    expect(await accessibilityFaults()).toEqual([])
    await tabTo(tab, 'Spawn supervisor')
    await page.keyboard.press('Enter')
    await tabTo(tab, 'Name')
    await page.keyboard.type('the-')
    await dashboard.api.pool.query(`INSERT INTO supervisors (name, status) VALUES ('of-another', 'ACTIVE')`)
    await onlooker.page.getByRole('row', { name: /of-another/ }).waitFor()
    await page.keyboard.type('first') // the form has stayed
    await page.keyboard.press('Enter')
    for (const each of [page, onlooker.page]) await each.getByRole('row', { name: /the-first/ }).waitFor()
    await expectSoon(() => page.getByText('the-first was spawned.').count()).toBe(1)
  },
)
