import { beforeAll, describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { expectSoon, hasChromium, withBrowser } from '../support/dashboard/withBrowser.ts'
import { percentile } from '../support/dashboard/percentile.ts'
import { withServers } from '../support/process/serverProcess.ts'

const isMeasuring = process.env.DASHBOARD_FLEET !== undefined
/** Number of children of one supervisor: the 10,000 of `npm run soak` are read in 100 pages. */
const children = isMeasuring ? 10_000 : 1_000
/** Number of supervisors, most of the others in a tree. `npm run soak` has 100,000, and asserts times. */
const size = Number(process.env.DASHBOARD_FLEET ?? 1_700)
const [paintings, openedRows] = isMeasuring ? [5, 40] : [1, 3]
const database = withDatabase()
const servers = withServers()
let origin = ''
const browser = withBrowser(() => origin)

beforeAll(async () => {
  const insert = (text: string): Promise<unknown> =>
    database.pool.query(`INSERT INTO supervisors (name, status, parent_id) ${text}`)
  const idOf = (name: string): string => `(SELECT id FROM supervisors WHERE name = ${name})`
  await insert(`VALUES ('hall', 'ACTIVE', NULL), ('campus', 'ACTIVE', NULL)`)
  await insert(
    `SELECT 'worker-' || lpad(n::text, 5, '0'), 'ACTIVE', ${idOf(`'hall'`)} FROM generate_series(1, ${children}) n`,
  )
  await insert(`SELECT 'area-' || lpad(n::text, 3, '0'), 'ACTIVE', ${idOf(`'campus'`)} FROM generate_series(1, 100) n`)
  const others = size - children - 102
  await insert(`SELECT 'unit-' || n, 'ACTIVE', a.id FROM generate_series(1, ${others}) n
    JOIN supervisors a ON a.name = 'area-' || lpad((1 + n % 100)::text, 3, '0')`)
  await database.pool.query('ANALYZE supervisors')
  origin = (await servers.start({ DATABASE_URL: database.url, DEMO: 'off' })).url
}, 300_000)

describe.skipIf(!hasChromium)('a large fleet', () => {
  test(`of ${children} supervisors under one parent is at most 80 rows in the page, and End goes to the last one`, async () => {
    const { page, open } = await browser.newTab()
    await open('/')
    const row = (name: string) => page.getByRole('treegrid').getByRole('row', { name, exact: false })
    await row('hall').getByRole('button', { name: 'Expand hall' }).click()
    await page.getByText('worker-00001').waitFor()
    const rowsInPage = (): Promise<number> => page.locator('.row').count()
    expect(await page.getByRole('treegrid').getAttribute('aria-rowcount')).toBe(String(children + 3))
    expect(await rowsInPage()).toBeLessThanOrEqual(80)
    await page.keyboard.press('ArrowDown')
    const focusedRow = (): Promise<string | null> => page.locator('.row:focus').textContent()
    await expectSoon(focusedRow).toContain('worker-00001')
    await page.keyboard.press('End')
    await expectSoon(focusedRow, { timeout: 60_000 }).toContain(`worker-${String(children).padStart(5, '0')}`) // all pages are read before
    expect(await rowsInPage()).toBeLessThanOrEqual(80)
    await page.keyboard.press('Home')
    await expectSoon(focusedRow).toContain('campus')
  })

  test(`of ${size} supervisors shows its first rows, and opens one after the other`, { timeout: 180_000 }, async () => {
    const paints: number[] = []
    for (let i = 0; i < paintings; i++) {
      const { page, open } = await browser.newTab()
      await page.addInitScript(recordFirstRow)
      await open('/')
      await page.getByRole('row', { name: /hall/ }).waitFor()
      paints.push(await page.evaluate('firstRowAt'))
      await page.context().close()
    }
    const { page, open } = await browser.newTab()
    await open('/')
    await page.getByRole('button', { name: 'Expand campus' }).click()
    await page.getByText('area-001').waitFor()
    if (isMeasuring) await page.waitForTimeout(3_000) // the strip has been read
    const [openings, requests]: [number[], number[]] = [[], []]
    for (let n = 1; n <= openedRows; n++) {
      const name = `area-${String(n).padStart(3, '0')}`
      await page.getByRole('button', { name: `Expand ${name}` }).waitFor()
      openings.push(await page.evaluate(openRow(name)))
      requests.push(await page.evaluate(lastRequest))
      await page.getByRole('button', { name: `Collapse ${name}` }).click()
      await page.keyboard.press('ArrowDown')
    }
    const [paint, opening] = [Math.max(...paints), percentile(openings, 0.95)]
    console.log(
      `dashboard: ${size} supervisors: first row after ${Math.round(paint)} ms (slowest of ${paints.length}), a row opens in ${Math.round(opening)} ms (p95 of ${openings.length}; ${Math.round(percentile(requests, 0.95))} ms of it for the request)`,
    )
    if (!isMeasuring) return
    expect(paint).toBeLessThanOrEqual(1_500)
    expect(opening).toBeLessThanOrEqual(200)
  })
})

/** The time from the navigation to the frame with the first row, in milliseconds. */
const recordFirstRow = `addEventListener('DOMContentLoaded', () => {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('.row[data-id]')) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => { firstRowAt = performance.now() }))
  }).observe(document.body, { subtree: true, childList: true })
})`

/** How long the last request has taken, in milliseconds. */
const lastRequest = `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/graphql')).at(-1).duration`

/** The time from a click on the row to the frame with its first child, in milliseconds. */
function openRow(name: string): string {
  return `new Promise((resolve) => {
    const row = [...document.querySelectorAll('.row')].find((each) => each.textContent.includes('${name}'))
    const level = Number(row.getAttribute('aria-level'))
    const began = performance.now()
    const observer = new MutationObserver(() => {
      const next = document.querySelector('.row[aria-rowindex="' + (Number(row.getAttribute('aria-rowindex')) + 1) + '"]')
      if (Number(next?.getAttribute('aria-level')) !== level + 1 || !next.dataset.id) return
      observer.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)))
    })
    observer.observe(document.querySelector('.grid-rows'), { subtree: true, childList: true, attributes: true })
    row.querySelector('.twisty').click()
  })`
}
