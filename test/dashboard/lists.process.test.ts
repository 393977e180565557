import { describe, expect, test } from 'vitest'
import { givenTree } from '../support/database/givenTree.ts'
import { expectSoon, hasChromium, type BrowserTab } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false })

async function setStatus(name: string, status: string): Promise<void> {
  await dashboard.api.pool.query('UPDATE supervisors SET status = $2 WHERE name = $1', [name, status])
}

/** The names of the rows on the screen. */
function namesOf({ page }: BrowserTab): Promise<string[]> {
  return page.locator('.row .entity').allTextContents()
}

/** Counts the requests with this operation. */
function countRequests({ page }: BrowserTab, operation: RegExp): () => number {
  let count = 0
  page.on('request', (request) => {
    if (operation.test(request.postData() ?? '')) count++
  })
  return () => count
}

describe.skipIf(!hasChromium)('lists', () => {
  test('are changed by events, and not read again', async () => {
    await givenTree(dashboard.api.pool, 'depot:PAUSED > [d1, d2:PAUSED, d3:FAILED], other:PAUSED')
    const { rows } = await dashboard.api.pool.query<{ id: string }>(`SELECT id FROM supervisors WHERE name = 'depot'`)
    const tab = await dashboard.newTab()
    const reads = countRequests(tab, /query FilteredRows/)
    await tab.open(`/?status=PAUSED,FAILED&within=${rows[0]?.id}&sort=status`)
    await tab.page.getByText('live', { exact: true }).waitFor()
    await expectSoon(() => namesOf(tab)).toEqual(['d3', ...(await sortedById('depot', 'd2'))])
    await setStatus('d1', 'FAILED') // joins the list
    await expectSoon(() => namesOf(tab)).toEqual([
      ...(await sortedById('d1', 'd3')),
      ...(await sortedById('depot', 'd2')),
    ])
    await setStatus('depot', 'ACTIVE') // leaves it
    await setStatus('d2', 'FAILED') // moves in it
    await dashboard.api.pool.query(`INSERT INTO supervisors (name, status) VALUES ('elsewhere', 'FAILED')`)
    await expectSoon(() => namesOf(tab)).toEqual(await sortedById('d1', 'd2', 'd3'))
    await tab.page.getByText('3 found').waitFor()
    expect(reads()).toBe(1)
  })

  test('are sorted by the heads of the columns, and filtered by health, level and subtree', async () => {
    await givenTree(dashboard.api.pool, 'x0 > x1:PAUSED > x2:FAILED > x3')
    const tab = await dashboard.newTab()
    const { page, open } = tab
    await open('/?q=x&minLevel=1')
    await expectSoon(() => namesOf(tab)).toEqual(['x1', 'x2', 'x3'])
    await page.getByLabel('Health').selectOption('NOT_MONITORED')
    await expectSoon(() => namesOf(tab)).toEqual(['x1'])
    expect(page.url()).toMatch(/health=NOT_MONITORED$/)
    await page.getByLabel('Health').selectOption('')
    await expectSoon(() => namesOf(tab)).toEqual(['x1', 'x2', 'x3'])
    await page.getByRole('spinbutton', { name: 'Maximum level' }).fill('2')
    await expectSoon(() => namesOf(tab)).toEqual(['x1', 'x2'])
    const head = page.getByRole('columnheader', { name: 'Status' })
    await head.getByRole('button').click()
    await expectSoon(() => namesOf(tab)).toEqual(['x2', 'x1'])
    expect(await head.getAttribute('aria-sort')).toBe('ascending')
    await head.getByRole('button').click()
    await expectSoon(() => namesOf(tab)).toEqual(['x1', 'x2'])
    expect(page.url()).toMatch(/\?q=x&minLevel=1&maxLevel=2&sort=status-desc$/)
    await dashboard.api.pool.query(
      `UPDATE supervisors SET status_changed_at = status_changed_at - interval '1 day' WHERE name = 'x2'`,
    )
    await page.getByRole('columnheader', { name: 'Since' }).getByRole('button').click()
    await expectSoon(() => namesOf(tab)).toEqual(['x2', 'x1'])
    await page.getByLabel('Subtree of').fill('x2')
    await page.getByRole('list', { name: 'Supervisors' }).getByRole('button').click()
    await expectSoon(() => namesOf(tab)).toEqual(['x2'])
  })

  test('of problems are changed by events, and not read again', async () => {
    await givenTree(dashboard.api.pool, 'line > [press, oven]')
    const tab = await dashboard.newTab()
    const { page, open } = tab
    const reads = countRequests(tab, /query Problems\b/)
    await open('/problems')
    await page.getByText('live', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^All/ }).waitFor()
    const before = reads()
    const problem = (name: string) => page.locator('.problem', { hasText: name })
    await setStatus('press', 'FAILED')
    await problem('press').waitFor()
    await setStatus('line', 'PAUSED')
    await problem('line').getByText('blocks 2 supervisors').waitFor()
    await setStatus('press', 'ACTIVE')
    await setStatus('oven', 'PAUSED') // blocks nothing
    await problem('press').waitFor({ state: 'detached' })
    expect(await problem('oven').count()).toBe(0)
    expect(reads()).toBe(before)
  })
})

/** The names in the order of the ids, as supervisors with equal keys are sorted. */
async function sortedById(...names: readonly string[]): Promise<string[]> {
  const { rows } = await dashboard.api.pool.query<{ name: string }>(
    'SELECT name FROM supervisors WHERE name = ANY ($1) ORDER BY id',
    [names],
  )
  return rows.map(({ name }) => name)
}
