import { getNamedType, isCompositeType, isObjectType, isRequiredArgument } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { omittable } from '../../src/domain/columns.ts'
import { schema } from '../../src/graphql/schema.ts'
import { TypedDocumentString } from '../generated/graphql.ts'
import { withApi } from '../support/api/withApi.ts'
import { withViewer } from '../support/api/withViewer.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'

const api = withApi()
const executeAs = withViewer(api)
const ids: Record<string, string> = {}

beforeAll(async () => {
  const id = await givenTree(api.pool, 'root > middle > leaf')
  await api.pool
    .query(`UPDATE supervisors SET description = 'text', status_reason = 'reason', policy_version_id = gen_random_uuid(),
    last_heartbeat = '2026-01-01', config = '{"a": 1}', health_metrics = '{"b": 2}'`)
  const ofTeam = { description: 'text', objective: 'text', config: '{"c": 3}' }
  const team = await givenTeam(api.pool, id('middle'), 'team', ofTeam)
  const agent = '00000000-0000-4000-8000-0000000000a9'
  const membership = await givenMember(api.pool, team, agent, { metadata: '{"d": 4}' })
  Object.assign(ids, { root: id('root'), middle: id('middle'), leaf: id('leaf'), team, agent, membership })
})

type RowType = keyof typeof omittable

/** Fields that return the object `id` of a type: `$` is the selection of the object. */
const fields: readonly (readonly [name: string, type: RowType, id: string, document: string])[] = [
  ['Query.supervisor', 'Supervisor', 'middle', '{ supervisor(id: "middle") $ }'],
  ['Query.supervisors', 'Supervisor', 'middle', '{ supervisors(filter: { parentId: "root" }) { nodes $ } }'],
  ['Supervisor.parent', 'Supervisor', 'middle', '{ supervisor(id: "leaf") { parent $ } }'],
  ['Supervisor.root', 'Supervisor', 'root', '{ supervisor(id: "middle") { root $ } }'],
  ['Supervisor.ancestors', 'Supervisor', 'root', '{ supervisor(id: "middle") { ancestors $ } }'],
  ['Supervisor.children', 'Supervisor', 'middle', '{ supervisor(id: "root") { children { edges { node $ } } } }'],
  ['Supervisor.descendants', 'Supervisor', 'leaf', '{ supervisor(id: "middle") { descendants { nodes $ } } }'],
  ['SupervisorTeam.supervisor', 'Supervisor', 'middle', '{ team(id: "team") { supervisor $ } }'],
  ['Query.team', 'SupervisorTeam', 'team', '{ team(id: "team") $ }'],
  ['Supervisor.teams', 'SupervisorTeam', 'team', '{ supervisor(id: "middle") { teams { nodes $ } } }'],
  [
    'SupervisorTeamMember.team',
    'SupervisorTeam',
    'team',
    '{ node(id: "membership") { ... on SupervisorTeamMember { team $ } } }',
  ],
  ['SupervisorTeam.members', 'SupervisorTeamMember', 'membership', '{ team(id: "team") { members { nodes $ } } }'],
  [
    'Agent.memberships',
    'SupervisorTeamMember',
    'membership',
    '{ agent(id: "agent") { memberships { edges { node $ } } } }',
  ],
]

/** Selections of every field that needs no argument. Health and statistics contain the current time. */
function selectionsOf(typeName: string): string[] {
  const type = schema.getType(typeName)
  if (!isObjectType(type)) throw new Error(`Expected ${typeName} to be an object type.`)
  return Object.values(type.getFields())
    .filter(({ args }) => !args.some(isRequiredArgument))
    .map(({ name, type: of }) => (isCompositeType(getNamedType(of)) ? `${name} { __typename }` : name))
}

/** The value of the alias `selected`, wherever it is in the result. */
function selectedIn(result: unknown): unknown {
  if (typeof result !== 'object' || result === null) return undefined
  if ('selected' in result) return result.selected
  return Object.values(result)
    .map(selectedIn)
    .find((value) => value !== undefined)
}

describe.each([false, true])('for a caller that is limited to a subtree: %s,', (isLimited) => {
  test.each(fields)('%s reads the columns that each selected field needs', async (_name, type, of, document) => {
    const read = async (source: string, selection: string): Promise<unknown> => {
      const query = source
        .replace('$', `{ selected: ${selection} }`)
        .replace(/"(\w+)"/g, (_quoted, name: string) => `"${ids[name] ?? name}"`)
      const result = await executeAs({ within: isLimited ? (ids.root ?? null) : null }, new TypedDocumentString(query))
      expect(result, selection).not.toHaveProperty('errors')
      return selectedIn(result.data)
    }
    for (const selection of selectionsOf(type)) {
      // `node` reads all columns
      const expected = await read(`{ node(id: "${of}") { ... on ${type} $ } }`, selection)
      expect(await read(document, selection), selection).toEqual(expected)
    }
  })
})
