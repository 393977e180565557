import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { dumpTables } from '../support/dumpTables.ts'
import { givenMember, givenTeam } from '../support/givenRow.ts'
import { givenTree } from '../support/givenTree.ts'
import { withApi } from '../support/withApi.ts'

const api = withApi()

test('while another session holds the lock, mutations say when to try again, and reads go on', async () => {
  const id = await givenTree(api.pool, 'root > a')
  const team = await givenTeam(api.pool, id('a'), 'team')
  const member = await givenMember(api.pool, team, randomUUID())
  const before = await dumpTables(api.pool)

  const holder = await api.session()
  await holder.query('BEGIN')
  await holder.query('SELECT lock_hierarchy(true)')
  await holder.query('SELECT FROM supervisor_team_members WHERE id = $1 FOR UPDATE', [member])

  const refusal = `{ __typename ... on UnavailableError { code retryAfterMs message } }`
  const mutations = [
    `spawnSupervisor(input: { name: "x" }) ${refusal}`,
    `terminateSupervisor(input: { id: "${id('a')}" }) ${refusal}`,
    ...['activate', 'pause', 'resume', 'restart'].map(
      (verb) => `${verb}Supervisor(input: { id: "${id('a')}" }) ${refusal}`,
    ),
    `failSupervisor(input: { id: "${id('a')}", reason: "x" }) ${refusal}`,
    `createTeam(input: { supervisorId: "${id('a')}", name: "x" }) ${refusal}`,
    `removeTeamMember(input: { id: "${member}" }) ${refusal}`,
  ]
  const waiting = Promise.all(mutations.map((mutation) => api.request(`mutation { result: ${mutation} }`)))

  const look = graphql(`
    query LookWhileLocked {
      supervisors {
        nodes {
          name
          teams {
            totalCount
          }
        }
      }
    }
  `)
  const start = performance.now()
  for (let read = 0; read < 20; read++) expect((await api.data(look)).supervisors.nodes).toHaveLength(2)
  expect(performance.now() - start).toBeLessThan(3_000) // less than the mutations wait

  for (const { data, errors } of await waiting) {
    expect(errors).toBe(undefined)
    expect(data).toEqual({
      result: {
        __typename: 'UnavailableError',
        code: 'UNAVAILABLE',
        retryAfterMs: expect.any(Number) as unknown,
        message: expect.stringMatching(/try again/) as unknown,
      },
    })
  }
  await holder.query('ROLLBACK')
  expect(await dumpTables(api.pool)).toEqual(before)
  const add = `addTeamMember(input: { teamId: "${team}", agentId: "${randomUUID()}" }) ${refusal}`
  expect((await api.request(`mutation { result: ${add} }`)).data).toEqual({
    result: { __typename: 'AddTeamMemberPayload' },
  })
})
