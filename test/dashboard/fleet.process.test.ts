import { describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { expectSoon, hasChromium } from '../support/dashboard/withBrowser.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard()

const spawnDocument = graphql(`
  mutation SpawnInTheDashboard($parentId: ID, $name: String!) {
    spawnSupervisor(input: { parentId: $parentId, name: $name }) {
      __typename
    }
  }
`)
const pauseDocument = graphql(`
  mutation PauseInTheDashboard($id: ID!) {
    pauseSupervisor(input: { id: $id, reason: "maintenance" }) {
      __typename
    }
  }
`)
const moveDocument = graphql(`
  mutation MoveInTheDashboard($id: ID!, $parentId: ID!) {
    moveSupervisor(input: { id: $id, parentId: $parentId }) {
      __typename
    }
  }
`)

const missionControl = 'd188bd10-30bd-8745-ade8-b39005b231de'

describe.skipIf(!hasChromium)('the page of the fleet', () => {
  test('changes rows by events, reads levels again only if events are missing, and keeps focus, selection and open levels', async () => {
    const { page, open } = await dashboard.newTab()
    const levels: string[] = []
    page.on('request', (request) => {
      if (/query (Root|Child)Level/.test(request.postData() ?? '')) levels.push(request.url())
    })
    await open('/')
    const grid = page.getByRole('treegrid', { name: 'Fleet' })
    const row = (name: RegExp) => grid.getByRole('row', { name })
    await row(/customer-operations/).click()
    await page.keyboard.press('ArrowRight')
    await expectSoon(() => row(/support-triage/).count()).toBe(1)
    await page.keyboard.press(' ')
    await expectSoon(() => page.getByText('live', { exact: true }).count()).toBe(1)
    const before = levels.length

    await dashboard.api.pool.query(
      `UPDATE supervisors SET last_heartbeat = last_heartbeat - interval '6 minutes' WHERE name = 'platform-engineering'`,
    )

    const security = row(/^Select security/)
    const id = (await security.getAttribute('data-id')) ?? ''
    await dashboard.api.data(pauseDocument, { id })
    await expectSoon(() => security.textContent()).toContain('Paused')
    await expectSoon(() => page.locator('.status-map canvas').getAttribute('aria-label')).toMatch(/4 paused/)

    const focused = page.locator('.row:focus')
    const place = (await focused.boundingBox())?.y ?? 0
    for (const name of ['aaa-first', 'aab-second'])
      await dashboard.api.data(spawnDocument, { parentId: missionControl, name })
    await dashboard.api.data(moveDocument, { id, parentId: (await row(/aaa-first/).getAttribute('data-id')) ?? '' })
    await expectSoon(() => security.count()).toBe(0)
    await expectSoon(() => row(/aab-second/).count()).toBe(1)
    const expectTheSameView = async (): Promise<void> => {
      expect(await focused.textContent()).toContain('customer-operations')
      expect(Math.abs(((await focused.boundingBox())?.y ?? 0) - place)).toBeLessThanOrEqual(1)
      expect(await focused.getAttribute('aria-selected')).toBe('true')
      expect(await row(/support-triage/).count()).toBe(1)
    }
    await expectTheSameView()
    await expectSoon(() => row(/platform-engineering/).textContent()).toContain('late by') // heartbeats write no events
    expect(levels.length).toBe(before)

    await dashboard.api.pool.query(
      `BEGIN;
       DELETE FROM supervisor_events;
       UPDATE supervisors SET status = 'PAUSED' WHERE name IN ('data-intelligence', 'reliability');
       COMMIT`,
    )
    for (const name of [/data-intelligence/, /reliability/])
      await expectSoon(() => row(name).textContent()).toContain('Paused')
    await expectTheSameView()
    expect(levels.length).toBeGreaterThan(before)
  })

  test('keeps search and filters in the address, and finds what is spawned meanwhile', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/?status=PAUSED&sort=oldest')
    const found = page.getByRole('treegrid', { name: 'Supervisors found' })
    await expectSoon(() => found.getByRole('row').nth(1).textContent()).toContain('research-lab')
    await page.getByRole('button', { name: 'Show the tree' }).click()
    await page.keyboard.press('/')
    await page.keyboard.type('unheard')
    await expectSoon(() => page.getByText('No supervisor matches these filters').count()).toBe(1)
    expect(page.url()).toMatch(/\?q=unheard$/)
    await dashboard.api.data(spawnDocument, { name: 'unheard-of' })
    await expectSoon(() => found.getByRole('row', { name: /unheard-of/ }).count(), { timeout: 8_000 }).toBe(1)
  })

  test('a cell of the strip and the key n jump to a supervisor that is not loaded yet', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/')
    const canvas = page.locator('.status-map canvas')
    await expectSoon(() => page.getByText('Each cell is a supervisor.').count()).toBe(1)
    const focused = page.locator('.row.focused')
    await expectSoon(async () => {
      await canvas.click({ position: { x: 5, y: 5 } }) // the first cell, once it is drawn: a failed supervisor
      return focused.allTextContents()
    }).toEqual([expect.stringContaining('Failed')])
    await page.keyboard.press('n')
    await page.keyboard.press('n')
    await expectSoon(() => focused.allTextContents()).toEqual([expect.stringMatching(/Failed|Paused/)])
  })
})
