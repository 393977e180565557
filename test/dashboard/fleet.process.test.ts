import { describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { hasChromium } from '../support/dashboard/withBrowser.ts'
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

const missionControl = 'd188bd10-30bd-8745-ade8-b39005b231de'

describe.skipIf(!hasChromium)('the page of the fleet', () => {
  test('shows the tree, opens levels by keyboard, and follows changes without reading the levels again', async () => {
    const { page, open } = await dashboard.newTab()
    await open('/')
    const grid = page.getByRole('treegrid', { name: 'Fleet' })
    await grid.getByRole('row', { name: /mission-control/ }).click()
    await page.keyboard.press('ArrowRight')
    const lab = grid.getByRole('row', { name: /research-lab/ })
    await expect.poll(() => lab.textContent()).toContain('Paused')
    await expect.poll(() => page.getByText('live', { exact: true }).count()).toBe(1)

    const security = grid.getByRole('row', { name: /^(Select )?security/ })
    const id = (await security.getAttribute('data-id')) ?? ''
    await dashboard.api.data(pauseDocument, { id })
    await expect.poll(() => security.textContent()).toContain('Paused')

    await page.keyboard.press('ArrowDown')
    const focused = page.locator('.row:focus')
    const before = await focused.boundingBox()
    await dashboard.api.data(spawnDocument, { parentId: missionControl, name: 'aaa-first' })
    await expect.poll(() => grid.getByRole('row', { name: /aaa-first/ }).count()).toBe(1)
    const after = await focused.boundingBox()
    expect(await focused.textContent()).toContain('customer-operations')
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThanOrEqual(1)
  })
})
