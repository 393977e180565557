import { describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { expectSoon, hasChromium, tabTo } from '../support/dashboard/withBrowser.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false, confirmAboveAgents: 0 })

const statusDocument = graphql(`
  query StatusAfterTheForm($id: ID!) {
    supervisor(id: $id) {
      status
      statusReason
      name
    }
  }
`)
const renameDocument = graphql(`
  mutation RenameMeanwhile($id: ID!, $name: String!) {
    updateSupervisor(input: { id: $id, name: $name }) {
      __typename
    }
  }
`)

async function stateOf(id: string): Promise<unknown> {
  return (await dashboard.api.data(statusDocument, { id })).supervisor
}

describe.skipIf(!hasChromium)('actions', () => {
  test('work by keyboard alone, from the search to the result', async () => {
    const id = await givenTree(dashboard.api.pool, 'plant > [shift, press]')
    const tab = await dashboard.newTab()
    const { page, open } = tab
    await open('/')
    await page.getByText('live', { exact: true }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('shift')
    await page.getByText('1 found').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'shift' }).waitFor()
    await tabTo(tab, 'Pause')
    await page.keyboard.press('Enter')
    await tabTo(tab, 'Reason')
    await page.keyboard.type('maintenance')
    await page.keyboard.press('Enter')
    await expectSoon(() => stateOf(id('shift'))).toMatchObject({ status: 'PAUSED', statusReason: 'maintenance' })
    await expectSoon(() => page.getByText('for 0 s').or(page.getByText('for 1 s')).count()).toBe(1)
    await page.keyboard.press('Escape')
    await expectSoon(() => page.url()).toMatch(/\/\?q=shift$/)
  })

  test('all have forms that open and close by keyboard, and return the focus', async () => {
    const id = await givenTree(dashboard.api.pool, 'yard > [crane, dock:PAUSED, barge:SPAWNING]')
    const tab = await dashboard.newTab()
    const { page, open } = tab
    const labels = new Set<string>()
    for (const name of ['crane', 'dock', 'barge']) {
      await open(`/supervisors/${id(name)}`)
      const buttons = page.locator('.actions button')
      await buttons.first().waitFor()
      for (const label of await buttons.allTextContents()) {
        labels.add(label)
        await tabTo(tab, label)
        await page.keyboard.press('Enter')
        const form = page.getByRole('dialog')
        await form.waitFor()
        expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true)
        await page.keyboard.press('Escape')
        await form.waitFor({ state: 'detached' })
        expect(await page.evaluate('document.activeElement.innerText')).toBe(label)
      }
    }
    expect(labels.size).toBe(10) // each `SupervisorAction`
  })

  test('show the impact before a termination, and change nothing until it is confirmed', async () => {
    const id = await givenTree(dashboard.api.pool, 'site > [hall > [line, belt]]')
    const { page, open } = await dashboard.newTab()
    await open(`/supervisors/${id('hall')}`)
    await page.getByRole('button', { name: 'Terminate' }).click()
    await page.getByRole('button', { name: 'Show the impact' }).click()
    await page.getByText('HAS_LIVE_CHILDREN').waitFor()
    await page.getByLabel('terminate too').check()
    await page.getByRole('button', { name: 'Show the impact' }).click()
    await page.getByText('3 supervisors terminated').waitFor()
    expect(await stateOf(id('hall'))).toMatchObject({ status: 'ACTIVE' })
    await page.getByRole('button', { name: 'Terminate 3 supervisors' }).click()
    await expectSoon(() => stateOf(id('line'))).toMatchObject({ status: 'TERMINATED' })
  })

  test('are refused with the code and what to do if the supervisor has changed since the form was opened', async () => {
    const id = await givenTree(dashboard.api.pool, 'depot')
    const { page, open } = await dashboard.newTab()
    await open(`/supervisors/${id('depot')}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await dashboard.api.data(renameDocument, { id: id('depot'), name: 'renamed-depot' })
    await page.getByRole('heading', { name: 'renamed-depot', exact: true }).waitFor()
    await page.getByLabel('Name').fill('my-depot')
    await page.getByRole('button', { name: 'Save' }).click()
    const refusal = page.locator('.refusal')
    await expectSoon(() => refusal.textContent()).toMatch(/CONFLICT.*expected 1.*Close the form/)
    expect(await stateOf(id('depot'))).toMatchObject({ name: 'renamed-depot' })
  })

  test('apply to all selected rows and their subtrees', async () => {
    const id = await givenTree(dashboard.api.pool, 'north > [n1, n2], south > [s1]')
    const { page, open } = await dashboard.newTab()
    await open('/')
    for (const name of ['north', 'south']) await page.getByRole('checkbox', { name: `Select ${name}` }).click()
    const bulk = page.getByRole('region', { name: 'Selected supervisors' })
    await bulk.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('button', { name: 'Pause 2 supervisors' }).click()
    for (const name of ['n1', 'n2', 's1']) await expectSoon(() => stateOf(id(name))).toMatchObject({ status: 'PAUSED' })
  })
})
