import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { supervisorActions, type SupervisorAction } from '../../src/domain/glossary.ts'
import { graphql } from '../generated/index.ts'
import { keyboardOf } from '../support/dashboard/keyboard.ts'
import { expectSoon, hasChromium, tabTo } from '../support/dashboard/withBrowser.ts'
import { givenTeam } from '../support/database/givenTeam.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false, confirmAboveAgents: 0 })

/** The button of each action of a supervisor. */
const buttons: Readonly<Record<SupervisorAction, string>> = {
  PAUSE: 'Pause',
  RESUME: 'Resume',
  FAIL: 'Declare failed',
  RESTART: 'Restart',
  ACTIVATE: 'Activate',
  UPDATE: 'Edit',
  SPAWN_CHILD: 'Spawn child',
  CREATE_TEAM: 'Create team',
  MOVE: 'Move',
  TERMINATE: 'Terminate',
}

const stateDocument = graphql(`
  query StateAfterTheForm($id: ID!) {
    supervisor(id: $id) {
      status
      statusReason
      name
      parent {
        name
      }
      children {
        nodes {
          name
        }
      }
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
  return (await dashboard.api.data(stateDocument, { id })).supervisor
}

async function membershipsOf(agentId: string): Promise<unknown[]> {
  const { rows } = await dashboard.api.pool.query<object>(
    `SELECT t.name AS team, m.role, m.metadata, m.left_at IS NULL AS active
     FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id WHERE m.agent_id = $1 ORDER BY m.joined_at`,
    [agentId],
  )
  return rows
}

describe.skipIf(!hasChromium)('by keyboard alone', () => {
  test('each action of a supervisor is carried out, from the search to the result', async () => {
    const id = await givenTree(dashboard.api.pool, 'yard > [crane > boom, dock]')
    const crane = (): Promise<unknown> => stateOf(id('crane'))
    const tab = await dashboard.newTab()
    const { page, open } = tab
    const { press, fill, choose, openForm } = keyboardOf(tab)
    const carriedOut = new Set<SupervisorAction>()
    const openFormOf = async (action: SupervisorAction): Promise<void> => {
      carriedOut.add(action)
      await openForm(buttons[action])
    }
    await open('/')
    await page.getByText('live', { exact: true }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('crane')
    await page.getByText('1 found').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'crane' }).waitFor()

    for (const [action, statusReason, status, change] of [
      ['PAUSE', 'maintenance', 'PAUSED', 'ACTIVE → PAUSED'],
      ['RESUME', 'maintained', 'ACTIVE', 'PAUSED → ACTIVE'],
      ['FAIL', 'a broken cable', 'FAILED', 'ACTIVE → FAILED'],
      ['RESTART', 'a new cable', 'SPAWNING', 'FAILED → SPAWNING'],
      ['ACTIVATE', 'tested', 'ACTIVE', 'SPAWNING → ACTIVE'],
    ] as const) {
      await openFormOf(action)
      await fill({ Reason: statusReason })
      await page.getByText(change).waitFor()
      expect(await crane()).toMatchObject({ status, statusReason })
      expect(await page.evaluate('document.activeElement.closest(".actions") !== null')).toBe(true)
      await expectSoon(() => page.getByText(/for [0-3] s/).count()).toBe(1)
    }
    await openFormOf('UPDATE')
    await fill({ Name: 'big-crane' })
    await page.getByRole('heading', { name: 'big-crane' }).waitFor()
    await openFormOf('SPAWN_CHILD')
    await fill({ Name: 'jib' })
    await page.getByText('show in the tree').waitFor()
    await expectSoon(crane).toMatchObject({ children: { nodes: [{ name: 'boom' }, { name: 'jib' }] } })
    await openFormOf('CREATE_TEAM')
    await fill({ Name: 'riggers' })
    await page.getByRole('link', { name: 'riggers' }).waitFor()

    await openFormOf('MOVE')
    const candidate = page.getByRole('list', { name: 'Supervisors' }).getByRole('button')
    const focusedField = (): Promise<unknown> => page.evaluate('document.activeElement.labels?.[0]?.innerText')
    await tabTo(tab, 'New parent')
    await page.keyboard.insertText('doc')
    await candidate.waitFor()
    await page.keyboard.press('Enter')
    await candidate.waitFor() // a text that names no supervisor is not sent
    await page.keyboard.press('Tab')
    await page.keyboard.press('Escape')
    await candidate.waitFor({ state: 'detached' })
    expect(await focusedField()).toContain('New parent')
    await choose('New parent', 'dock')
    expect(await focusedField()).toContain('New parent')
    await page.keyboard.press('Escape') // no list is shown: the form closes
    await page.locator('dialog').waitFor({ state: 'detached' })
    await page.keyboard.press('Enter')
    await choose('New parent', 'dock')
    await page.keyboard.press('Enter')
    await page.getByText('3 supervisors moved under dock').waitFor()
    expect(await crane()).toMatchObject({ parent: { name: 'yard' } })
    await press('Move 3 supervisors')
    await page.getByRole('navigation', { name: 'Path' }).getByRole('link', { name: 'dock' }).waitFor()
    expect(await crane()).toMatchObject({ parent: { name: 'dock' } })

    await openFormOf('TERMINATE')
    await press('refuse the termination')
    await page.getByText('HAS_LIVE_CHILDREN').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByText('3 supervisors terminated').waitFor()
    expect(await crane()).toMatchObject({ status: 'ACTIVE' })
    await press('Terminate 3 supervisors')
    await expectSoon(() => stateOf(id('boom'))).toMatchObject({ status: 'TERMINATED' })
    await page.keyboard.press('Escape')
    await expectSoon(() => page.url()).toMatch(/\/\?q=crane$/)
    expect([...carriedOut].sort()).toEqual([...supervisorActions].sort())
  })

  test('each action of a team and of a member is carried out', async () => {
    const id = await givenTree(dashboard.api.pool, 'office > [day, night]')
    const team = await givenTeam(dashboard.api.pool, id('day'), 'first-line')
    await givenTeam(dashboard.api.pool, id('night'), 'second-line')
    const agentId = randomUUID()
    const tab = await dashboard.newTab()
    const { page, open } = tab
    const { press, fill, choose, openForm } = keyboardOf(tab)
    await open(`/teams/${team}`)
    await openForm('Add member')
    await fill({ 'Agent id': agentId })
    await page.getByRole('link', { name: agentId.slice(0, 8) }).waitFor()
    await tabTo(tab, agentId.slice(0, 8))
    await page.keyboard.press('Tab') // its button Edit: the first one is that of the team
    await page.keyboard.press('Enter')
    await fill({ Metadata: '{ "shift": "late" }', Role: 'LEAD' })
    await page
      .getByRole('row', { name: agentId.slice(0, 8) })
      .getByText('LEAD')
      .waitFor()

    await openForm('Transfer')
    await choose('New team', 'night')
    await tabTo(tab, 'Choose a team')
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Transfer' }).isDisabled()).toBe(true)
    await page.keyboard.type('second')
    await press('Transfer')
    await page.getByText('Former members (1)').waitFor()
    await openForm('Edit')
    await fill({ Name: 'the-line' })
    await page.getByRole('heading', { name: 'the-line' }).waitFor()

    await press(agentId.slice(0, 8))
    await press('second-line')
    await openForm('Remove')
    await fill({ Reason: 'on leave' })
    const metadata = { shift: 'late' }
    await expectSoon(() => membershipsOf(agentId)).toEqual([
      { team: 'the-line', role: 'LEAD', metadata, active: false },
      { team: 'second-line', role: 'LEAD', metadata, active: false },
    ])
    await openForm('Delete')
    await press('Delete')
    await page.getByText('There is no such team').waitFor()
  })

  test('a token is created and revoked', async () => {
    const tab = await dashboard.newTab()
    const { page, open } = tab
    const { press, fill, openForm } = keyboardOf(tab)
    await open('/tokens')
    await openForm('Create token')
    await fill({ Actor: 'harbour' })
    await page.getByText('It cannot be read again').waitFor()
    await page.evaluate(`Object.defineProperty(navigator, 'clipboard', { value: undefined })`) // as without TLS
    await press('Copy')
    await page.getByText('Could not copy the secret. Select its text instead.').waitFor()
    await press('Close')
    await openForm('Revoke')
    await press('Revoke')
    const row = page.getByRole('row', { name: 'harbour' })
    await row.getByText(/^revoked/).waitFor()
    expect(await page.evaluate('document.activeElement.closest("tr")?.innerText')).toContain('harbour')
  })

  test('the actions of selected rows apply to their subtrees', async () => {
    const id = await givenTree(dashboard.api.pool, 'a-north > [n1, n2], a-south > [s1]')
    const tab = await dashboard.newTab()
    const { page, open } = tab
    const { fill, openForm } = keyboardOf(tab)
    await open('/')
    await page.getByRole('row', { name: 'a-south' }).waitFor()
    await page.keyboard.press('/')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('c')
    await page.getByText('Id copied.').waitFor()
    await page.keyboard.press('Shift+ArrowDown')
    await page.getByText('2 selected').waitFor()
    for (const [action, status, text] of [
      ['Pause', 'PAUSED', 'Paused'],
      ['Resume', 'ACTIVE', 'Active'],
      ['Restart', 'SPAWNING', 'Spawning'],
    ] as const) {
      await openForm(action)
      await fill({ Reason: 'inventory' })
      for (const name of ['n1', 'n2', 's1']) await expectSoon(() => stateOf(id(name))).toMatchObject({ status })
      for (const name of ['a-north', 'a-south']) await page.getByRole('row', { name }).getByText(text).first().waitFor()
    }
  })
})

describe.skipIf(!hasChromium)('actions', () => {
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
})
