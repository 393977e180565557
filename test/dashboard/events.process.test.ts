import { describe, expect, test } from 'vitest'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard()

async function setStatus(name: string, status: string, reason: string): Promise<void> {
  await dashboard.api.pool.query('UPDATE supervisors SET status = $2, status_reason = $3 WHERE name = $1', [
    name,
    status,
    reason,
  ])
}

describe.skipIf(!hasChromium)('events', () => {
  test('appear as they happen, stop while the page is paused, and are filtered by the server', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/events?types=SUPERVISOR_STATUS_CHANGED')
    await page.getByText('live', { exact: true }).waitFor()
    await setStatus('security', 'PAUSED', 'first change')
    await page.getByText('first change').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    await setStatus('security', 'ACTIVE', 'second change')
    await page.getByText('No event is lost').waitFor()
    expect(await page.getByText('second change').count()).toBe(0)
    await page.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('second change').waitFor()
    expect(await page.getByText('Member joined').count()).toBe(1) // the filter, and no event

    await open(`/events?until=${new Date(0).toISOString()}`)
    await page.getByText('No events').waitFor()
    await page.getByRole('button', { name: 'Back to now' }).click()
    await page.getByText('second change').waitFor()
  })

  test('open to the id of their trace, which is copied, or shown where the browser has no clipboard', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736'
    await dashboard.api.pool.query(
      `BEGIN; SELECT set_config('app.trace_id', '${trace}', true);
       UPDATE supervisors SET description = 'with a trace' WHERE name = 'security'; COMMIT`,
    )
    const { page, open } = await dashboard.newTab()
    await open('/events?types=SUPERVISOR_UPDATED')
    await page.locator('.event-line').first().click()
    await page.getByText(`Trace ${trace}`).waitFor()
    const copy = page.getByRole('button', { name: 'Copy', exact: true })
    await copy.click()
    await page.getByText('Trace id copied.').waitFor()
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`) // as without TLS
    await copy.click()
    await page.getByText(`Trace id: ${trace}`).waitFor()
  })

  test('explain a problem: what led to it, and what the parent supervisor decided', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/problems')
    const problem = (name: string) => page.locator('.problem', { hasText: name })
    await problem('monthly budget is spent').getByText('blocks 2 supervisors').waitFor()
    const names = await page.locator('.problem .problem-what > a').allTextContents()
    expect(names.indexOf('research-lab')).toBeLessThan(names.indexOf('payments-migration')) // 3 days and 2 days ago
    await page.getByText('live', { exact: true }).waitFor()
    await setStatus('mobile-apps', 'FAILED', 'a crash loop')
    await page.getByText('a crash loop').waitFor()
    await page.getByRole('button', { name: 'Causes of mobile-apps' }).click()
    await page.getByText('ACTIVE → FAILED').waitFor()
  })
})
