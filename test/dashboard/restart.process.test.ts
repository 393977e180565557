import { isDeepStrictEqual } from 'node:util'
import { describe, expect, test } from 'vitest'
import { withDatabase } from '../support/database/withDatabase.ts'
import { expectSoon, withBrowser, hasChromium, type BrowserTab } from '../support/dashboard/withBrowser.ts'
import { withServers } from '../support/process/serverProcess.ts'

const database = withDatabase()
const servers = withServers()
let origin = ''
const browser = withBrowser(() => origin)

/** Name and status of each row on the screen. Times differ from second to second. */
function rowsOf({ page }: BrowserTab): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('.row[data-id]')].slice(0, 20).map((row) =>
    row.querySelector('.cell-name').textContent + ' ' + row.querySelector('.cell-status').textContent)`)
}

function scrollTo({ page }: BrowserTab, top: number): Promise<void> {
  return page.evaluate(`document.querySelector('.grid-scroller').scrollTo(0, ${top})`)
}

function positionOf({ page }: BrowserTab): Promise<number> {
  return page.evaluate(`document.querySelector('.grid-scroller').scrollTop`)
}

describe.skipIf(!hasChromium)('a server that is killed and started again', () => {
  test(
    'leaves the page with what a new page reads, and with its selection and its scroll position',
    { timeout: 120_000 },
    async () => {
      await database.pool.query(
        `INSERT INTO supervisors (name, status) SELECT 'w-' || lpad(n::text, 4, '0'), 'ACTIVE' FROM generate_series(1, 1500) n`,
      )
      const env = { DATABASE_URL: database.url, DEMO: 'off' }
      const first = await servers.start(env)
      origin = first.url
      const tab = await browser.newTab()
      await tab.open('/')
      await tab.page.getByText('live', { exact: true }).waitFor()
      await tab.page.getByRole('checkbox', { name: 'Select w-0007' }).click()
      await scrollTo(tab, 33 * 620)
      await tab.page.getByText('w-0630').waitFor()

      await first.stop('SIGKILL')
      await tab.page.getByText(/lost since/).waitFor()
      await database.pool.query(`UPDATE supervisors SET status = 'PAUSED' WHERE name BETWEEN 'w-0501' AND 'w-1300'`)
      await database.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE name BETWEEN 'w-0641' AND 'w-0740'`)
      await database.pool.query(
        `INSERT INTO supervisors (name, status) SELECT 'w-0100-' || n, 'ACTIVE' FROM generate_series(1, 100) n`,
      )
      await servers.start({ ...env, PORT: new URL(origin).port })
      await tab.page.getByText('live', { exact: true }).waitFor({ timeout: 30_000 })

      const fresh = await browser.newTab()
      await fresh.open('/')
      await fresh.page.getByText('live', { exact: true }).waitFor()
      expect(await positionOf(tab)).toBe(33 * 720) // 100 rows have arrived above
      for (const offset of [0, 33 * 90, 33 * 500, 33 * 600, 33 * 720, 33 * 1_300, 33 * 1_450]) {
        for (const each of [tab, fresh]) {
          await scrollTo(each, offset)
          await expectSoon(() => each.page.locator('.row.unread').count()).toBe(0)
        }
        await expectSoon(async () => {
          const [kept, read] = [await rowsOf(tab), await rowsOf(fresh)]
          return read.length === 20 && isDeepStrictEqual(kept, read) ? 'equal' : { kept, read }
        }).toBe('equal')
      }
      expect(await tab.page.getByText('1 selected').count()).toBe(1)
    },
  )
})
