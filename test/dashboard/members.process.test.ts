import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { expectSoon, hasChromium } from '../support/dashboard/withBrowser.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDashboard } from '../support/dashboard/withDashboard.ts'

const dashboard = withDashboard({ demo: false })

async function givenTeam(supervisorId: string, name: string): Promise<string> {
  const id = randomUUID()
  await dashboard.api.pool.query('INSERT INTO supervisor_teams (id, supervisor_id, name) VALUES ($1, $2, $3)', [
    id,
    supervisorId,
    name,
  ])
  return id
}

async function membershipsOf(agentId: string): Promise<unknown[]> {
  const { rows } = await dashboard.api.pool.query<object>(
    `SELECT t.name AS team, m.role, m.metadata, m.left_at IS NULL AS active
     FROM supervisor_team_members m JOIN supervisor_teams t ON t.id = m.team_id WHERE m.agent_id = $1 ORDER BY m.joined_at`,
    [agentId],
  )
  return rows
}

describe.skipIf(!hasChromium)('the members of a team', () => {
  test('are added, edited, transferred to the team of another supervisor, and removed', async () => {
    const id = await givenTree(dashboard.api.pool, 'office > [day, night]')
    const team = await givenTeam(id('day'), 'first-line')
    const otherTeam = await givenTeam(id('night'), 'second-line')
    const agentId = randomUUID()
    const { page, open } = await dashboard.newTab()
    await open(`/teams/${team}`)

    await page.getByRole('button', { name: 'Add member' }).click()
    await page.getByLabel('Agent id').fill(agentId)
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByRole('link', { name: agentId.slice(0, 8) }).waitFor()

    const member = page.getByRole('row', { name: agentId.slice(0, 8) })
    await member.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('Role').fill('LEAD')
    await page.getByLabel('Metadata').fill('{ "shift": "late" }')
    await page.getByRole('button', { name: 'Save' }).click()
    await member.getByText('LEAD').waitFor()

    await member.getByRole('button', { name: 'Transfer' }).click()
    const form = page.getByRole('dialog')
    const submit = form.getByRole('button', { name: 'Transfer' })
    await form.getByLabel('New team').fill('nig')
    await form.getByRole('button', { name: /^night/ }).click()
    expect(await submit.isDisabled()).toBe(true)
    await form.getByLabel('Team', { exact: true }).selectOption('second-line')
    await submit.click()
    await page.getByText('Former members (1)').waitFor()

    await open(`/teams/${otherTeam}`)
    await page.getByRole('row', { name: 'LEAD' }).getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
    const metadata = { shift: 'late' }
    await expectSoon(() => membershipsOf(agentId)).toEqual([
      { team: 'first-line', role: 'LEAD', metadata, active: false },
      { team: 'second-line', role: 'LEAD', metadata, active: false },
    ])
  })
})
