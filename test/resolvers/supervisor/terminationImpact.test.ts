import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ChildPolicy, TerminateSupervisorInput } from '../../generated/graphql.ts'
import { graphql } from '../../generated/index.ts'
import { dumpTables } from '../../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../../support/database/givenRow.ts'
import { givenTree, type IdOf } from '../../support/database/givenTree.ts'
import { withApi } from '../../support/api/withApi.ts'

const api = withApi({ confirmAboveAgents: 2 })
let id: IdOf
let teamOfA = ''
let teamOfB = ''

// a has four agents in its subtree, one of them in two teams: active memberships and active agents differ
beforeEach(async () => {
  id = await givenTree(api.pool, 'root > [a > [b, c], d]')
  teamOfA = await givenTeam(api.pool, id('a'), 'team')
  teamOfB = await givenTeam(api.pool, id('b'), 'team')
  await givenTeam(api.pool, id('b'), 'empty')
  const shared = randomUUID()
  for (const agent of [shared, randomUUID(), randomUUID()]) await givenMember(api.pool, teamOfA, agent)
  for (const agent of [shared, randomUUID()]) await givenMember(api.pool, teamOfB, agent)
})
afterEach(async () => {
  expect(await api.violations()).toEqual([])
  await api.pool.query('TRUNCATE supervisors CASCADE')
})

const document = graphql(`
  mutation TerminateConfirmed($input: TerminateSupervisorInput!) {
    terminateSupervisor(input: $input) {
      __typename
      ... on TerminateSupervisorPayload {
        changed
        supervisor {
          status
          version
        }
        impact {
          ...WholeImpact
        }
      }
      ... on ConfirmationRequiredError {
        code
        message
        impact {
          ...WholeImpact
        }
      }
    }
  }
  fragment WholeImpact on TerminationImpact {
    supervisors
    teams
    activeMemberships
    activeAgents
    reparented
    token
  }
`)
const terminate = async (input: TerminateSupervisorInput) => (await api.data(document, { input })).terminateSupervisor

async function unchanged(input: TerminateSupervisorInput) {
  const before = await dumpTables(api.pool)
  const result = await terminate(input)
  expect(await dumpTables(api.pool)).toEqual(before)
  return result
}
/** The impact that a dry run reports for a. */
async function impactBy(childPolicy: ChildPolicy) {
  const result = await unchanged({ id: id('a'), childPolicy, dryRun: true })
  if (result.__typename !== 'TerminateSupervisorPayload') throw new Error(result.__typename)
  expect(result).toMatchObject({ changed: false, supervisor: { status: 'ACTIVE', version: 1 } })
  return result.impact
}
const joins = (team: string) => givenMember(api.pool, team, randomUUID())
const leaves = (team: string) =>
  api.pool.query(
    `UPDATE supervisor_team_members SET left_at = joined_at WHERE id = (
       SELECT m.id FROM supervisor_team_members m WHERE team_id = $1 AND left_at IS NULL
         AND 1 = (SELECT count(*) FROM supervisor_team_members o WHERE o.agent_id = m.agent_id) LIMIT 1)`,
    [team],
  )

test('a dry run returns the impact and writes nothing', async () => {
  expect(await impactBy('CASCADE')).toMatchObject({
    supervisors: 3,
    teams: 3,
    activeMemberships: 5,
    activeAgents: 4,
    reparented: 0,
  })
  expect(await impactBy('REPARENT')).toMatchObject({
    supervisors: 1,
    teams: 1,
    activeMemberships: 3,
    activeAgents: 3,
    reparented: 2,
  })
})

test('no confirmation is required up to the limit', async () => {
  expect(await terminate({ id: id('b') })).toMatchObject({ changed: true, impact: { activeAgents: 2 } })
})

test('above the limit the mutation requires confirmation, returns the current impact, and then accepts its token', async () => {
  const refusal = await unchanged({ id: id('a'), childPolicy: 'CASCADE' })
  expect(refusal).toMatchObject({ __typename: 'ConfirmationRequiredError', code: 'CONFIRMATION_REQUIRED' })
  if (!('impact' in refusal)) throw new Error(refusal.__typename)
  expect(refusal.impact).toEqual(await impactBy('CASCADE'))

  const { token: impactToken } = refusal.impact
  expect(await terminate({ id: id('a'), childPolicy: 'CASCADE', impactToken })).toMatchObject({
    __typename: 'TerminateSupervisorPayload',
    changed: true,
    impact: refusal.impact,
  })
})

test('a token that is not required is ignored', async () => {
  expect(await terminate({ id: id('d'), impactToken: 'whatever' })).toMatchObject({ changed: true })
})

describe('the token of an impact stays valid', () => {
  const confirm = async (impactToken: string) => terminate({ id: id('a'), childPolicy: 'CASCADE', impactToken })
  const accepted = { __typename: 'TerminateSupervisorPayload', changed: true }

  test('if an agent left', async () => {
    const { token } = await impactBy('CASCADE')
    await leaves(teamOfA)
    expect(await confirm(token)).toMatchObject({ ...accepted, impact: { activeAgents: 3 } })
  })

  test('if one agent left and another one joined', async () => {
    const { token } = await impactBy('CASCADE')
    await leaves(teamOfA)
    await joins(teamOfB)
    expect(await confirm(token)).toMatchObject({ ...accepted, impact: { activeAgents: 4 } })
  })

  test('if supervisors of the subtree were updated, paused or moved within it', async () => {
    const { token } = await impactBy('CASCADE')
    await api.pool.query(`UPDATE supervisors SET description = 'new', status = 'PAUSED' WHERE name IN ('a', 'b')`)
    await api.pool.query(`UPDATE supervisors SET parent_id = $1 WHERE name = 'c'`, [id('b')])
    expect(await confirm(token)).toMatchObject(accepted)
  })
})

describe('the token of an impact is refused', () => {
  async function expectRefused(input: Partial<TerminateSupervisorInput>): Promise<void> {
    const impactToken = input.impactToken ?? null
    const refusal = await unchanged({ id: id('a'), childPolicy: 'CASCADE', ...input, impactToken })
    expect(refusal.__typename).toBe('ConfirmationRequiredError')
    if (refusal.__typename !== 'ConfirmationRequiredError') return
    expect(refusal.message).toMatch(/does not match the current impact/)
    const current = await impactBy(input.childPolicy ?? 'CASCADE')
    expect(refusal.impact).toEqual(current)
    expect(refusal.impact.token).not.toBe(impactToken)
  }

  test('if an additional agent joined', async () => {
    const { token } = await impactBy('CASCADE')
    await joins(teamOfB)
    await expectRefused({ impactToken: token })
  })

  test('if a supervisor was spawned in the subtree', async () => {
    const { token } = await impactBy('CASCADE')
    await api.pool.query(`INSERT INTO supervisors (name, parent_id) VALUES ('new', $1)`, [id('c')])
    await expectRefused({ impactToken: token })
  })

  test('if a supervisor of the subtree was terminated', async () => {
    const { token } = await impactBy('CASCADE')
    await api.pool.query(`UPDATE supervisors SET status = 'TERMINATED' WHERE name = 'c'`)
    await expectRefused({ impactToken: token })
  })

  test('for another child policy', async () => {
    const { token } = await impactBy('CASCADE')
    await expectRefused({ childPolicy: 'REPARENT', impactToken: token })
  })

  test('for another target', async () => {
    const { token } = await impactBy('CASCADE')
    await joins(teamOfB)
    const result = await unchanged({ id: id('b'), impactToken: token })
    expect(result.__typename).toBe('ConfirmationRequiredError')
  })

  test('if another set of children would be moved', async () => {
    const { token } = await impactBy('REPARENT')
    await api.pool.query(`UPDATE supervisors SET parent_id = $1 WHERE name = 'c'`, [id('d')])
    await expectRefused({ childPolicy: 'REPARENT', impactToken: token })
  })

  test.each(['', 'x', '9999', 'NaN.x', ' ', '9999.AAAA'])('if it is %j', async (impactToken) => {
    await expectRefused({ impactToken })
  })
})
