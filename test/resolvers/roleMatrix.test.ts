import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { roles, type Role } from '../../src/domain/glossary.ts'
import { permissions, roleFor, type MutationName } from '../../src/domain/permissions.ts'
import { authenticateTestCaller, credentialsOf } from '../support/api/asCaller.ts'
import { withApi, type GraphQLAnswer } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'
import { dumpTables } from '../support/database/dumpTables.ts'
import { givenMember, givenTeam } from '../support/database/givenRow.ts'
import { givenTree } from '../support/database/givenTree.ts'

/** Every root field, for each role, with objects inside the caller's subtree, outside of it, and with unknown ids. */

const api = withApi({ authenticate: authenticateTestCaller })
const sockets = withSockets(api)

interface Ids {
  /** An ACTIVE supervisor. */
  supervisor: string
  /** Other supervisors of the same subtree, by status. */
  spawning: string
  paused: string
  team: string
  otherTeam: string
  member: string
  agent: string
  token: string
}
const unknownIds = (): Ids => ({
  supervisor: randomUUID(),
  spawning: randomUUID(),
  paused: randomUUID(),
  team: randomUUID(),
  otherTeam: randomUUID(),
  member: randomUUID(),
  agent: randomUUID(),
  token: randomUUID(),
})

async function givenToken(within: string): Promise<string> {
  const { rows } = await api.pool.query<{ id: string }>(
    `INSERT INTO api_tokens (hash, actor, role, within, created_by)
     VALUES (sha256(gen_random_uuid()::text::bytea), 'dashboard', 'READ', $1, 'test') RETURNING id`,
    [within],
  )
  return rows[0]?.id ?? ''
}

interface Places {
  readonly within: string
  readonly inside: Ids
  readonly outside: Ids
  readonly unknown: Ids
}

/** The places of the test before, if it has changed nothing. */
let unchanged: Places | undefined

async function givenPlaces(): Promise<Places> {
  const known = unchanged
  unchanged = undefined
  if (known) return known
  await api.pool.query('TRUNCATE supervisors, supervisor_events, supervisor_restarts, api_tokens CASCADE')
  const id = await givenTree(
    api.pool,
    'root > [mine > [a, a-spawning:SPAWNING, a-paused:PAUSED], theirs > [b, b-spawning:SPAWNING, b-paused:PAUSED]]',
  )
  const idsBelow = async (name: string): Promise<Ids> => {
    const agent = randomUUID()
    const team = await givenTeam(api.pool, id(name), 'team')
    return {
      supervisor: id(name),
      spawning: id(`${name}-spawning`),
      paused: id(`${name}-paused`),
      team,
      otherTeam: await givenTeam(api.pool, id(name), 'other'),
      member: await givenMember(api.pool, team, agent),
      agent,
      token: await givenToken(id(name)),
    }
  }
  return { within: id('mine'), inside: await idsBelow('a'), outside: await idsBelow('b'), unknown: unknownIds() }
}

async function ask(caller: { role: Role; within: string }, query: string, variables: object = {}) {
  const response = await api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: credentialsOf(caller),
    payload: { query, variables },
  })
  return response.json<GraphQLAnswer<Record<string, unknown>>>()
}

/** The answer with placeholders for ids: that for an object outside must equal that for an unknown id. */
const withoutIds = (answer: unknown, ids: Ids): unknown =>
  JSON.parse(
    Object.entries(ids).reduce((text, [name, id]) => text.replaceAll(String(id), `<${name}>`), JSON.stringify(answer)),
  )

/** Inputs that succeed for ids inside the subtree. */
const mutations: Record<MutationName, (ids: Ids) => object> = {
  activateSupervisor: ({ spawning }) => ({ id: spawning }),
  addTeamMember: ({ team }) => ({ teamId: team, agentId: randomUUID() }),
  addTeamMembers: ({ team }) => ({ teamId: team, members: [{ agentId: randomUUID() }] }),
  applyFleet: ({ supervisor }) => ({ fleet: 'f', parentId: supervisor, supervisors: [{ key: 'a', name: 'new' }] }),
  createToken: ({ supervisor }) => ({ actor: 'new', role: 'READ', within: supervisor }),
  createTeam: ({ supervisor }) => ({ supervisorId: supervisor, name: 'new' }),
  deleteTeam: ({ team }) => ({ id: team, endMemberships: true }),
  failSupervisor: ({ supervisor }) => ({ id: supervisor, reason: 'why' }),
  heartbeat: ({ supervisor }) => ({ supervisorId: supervisor }),
  heartbeats: ({ supervisor }) => ({ heartbeats: [{ supervisorId: supervisor }] }),
  moveSupervisor: ({ supervisor, paused }) => ({ id: supervisor, parentId: paused }),
  pauseSupervisor: ({ supervisor }) => ({ id: supervisor }),
  removeTeamMember: ({ member }) => ({ id: member }),
  revokeToken: ({ token }) => ({ id: token }),
  restartSupervisor: ({ supervisor }) => ({ id: supervisor }),
  resumeSupervisor: ({ paused }) => ({ id: paused }),
  spawnHierarchy: ({ supervisor }) => ({ parentId: supervisor, supervisors: [{ id: randomUUID(), name: 'new' }] }),
  spawnSupervisor: ({ supervisor }) => ({ parentId: supervisor, name: 'new' }),
  terminateSupervisor: ({ supervisor }) => ({ id: supervisor, childPolicy: 'CASCADE' }),
  transferTeamMember: ({ member, otherTeam }) => ({ id: member, toTeamId: otherTeam }),
  updateSupervisor: ({ supervisor }) => ({ id: supervisor, name: 'new' }),
  updateTeam: ({ team }) => ({ id: team, name: 'new' }),
  updateTeamMember: ({ member }) => ({ id: member, role: 'new' }),
}
const typeOf = (mutation: string): string => mutation.charAt(0).toUpperCase() + mutation.slice(1)

describe.each(Object.entries(mutations))('the mutation %s', (name, inputFor) => {
  // each heartbeat of a list has a result of its own
  const results =
    name === 'heartbeats' ? '... on HeartbeatsPayload { results { __typename ... on Error { message } } }' : ''
  const document = `mutation ($input: ${typeOf(name)}Input!) { result: ${name}(input: $input) {
    __typename ... on Error { code message } ${results} } }`
  const required = roleFor('Mutation', name)

  test.each(roles)('by a caller with the role %s', async (role) => {
    const places = await givenPlaces()
    const { within } = places
    const run = (ids: Ids) => ask({ role, within }, document, { input: inputFor(ids) })
    const before = await dumpTables(api.pool)
    const [outside, unknown] = [await run(places.outside), await run(places.unknown)]
    expect(withoutIds(outside, places.outside)).toEqual(withoutIds(unknown, places.unknown))
    expect(await dumpTables(api.pool)).toEqual(before)

    if (roles.indexOf(role) < roles.indexOf(required)) {
      const message = `Requires role ${required}; the caller has role ${role}. Use credentials with role ${required}.`
      const forbidden = { data: { result: { __typename: 'ForbiddenError', code: 'FORBIDDEN', message } } }
      expect([outside, await run(places.inside)]).toMatchObject([forbidden, forbidden])
      expect(await dumpTables(api.pool)).toEqual(before)
      unchanged = places
      return
    }
    expect(JSON.stringify(outside)).toContain('"NotFoundError"')
    const inside = await run(places.inside)
    expect(inside).toMatchObject({ data: { result: { __typename: `${typeOf(name)}Payload` } } })
    expect(JSON.stringify(inside)).not.toContain('Error')
  })
})

/** Selections of each root field, and what they contain for ids inside the subtree. `null`: the field takes no id. */
const queries: Record<keyof typeof permissions.Query, [selection: string, inside: unknown] | null> = {
  agent: ['agent(id: $agent) { memberships { totalCount } }', { agent: { memberships: { totalCount: 1 } } }],
  eventCursor: null,
  events: ['events(within: $supervisor, types: SUPERVISOR_SPAWNED) { totalCount }', { events: { totalCount: 1 } }],
  node: ['node(id: $member) { __typename }', { node: { __typename: 'SupervisorTeamMember' } }],
  nodes: [
    'nodes(ids: [$supervisor, $team]) { __typename }',
    { nodes: [{ __typename: 'Supervisor' }, { __typename: 'SupervisorTeam' }] },
  ],
  stats: ['stats(within: $supervisor) { supervisors teams }', { stats: { supervisors: 1, teams: 2 } }],
  supervisor: ['supervisor(id: $supervisor) { status }', { supervisor: { status: 'ACTIVE' } }],
  supervisors: ['supervisors(filter: { within: $supervisor }) { totalCount }', { supervisors: { totalCount: 1 } }],
  team: ['team(id: $team) { name }', { team: { name: 'team' } }],
  // limited to the token of the caller's own subtree
  tokens: ['tokens { totalCount }', { tokens: { totalCount: 1 } }],
  viewer: null,
}

describe.each(Object.entries(queries))('the query %s', (name, row) => {
  test.each(roles)('by a caller with the role %s', async (role) => {
    const places = await givenPlaces()
    const { within } = places
    unchanged = places
    if (row === null) {
      const { data, errors } = await ask({ role, within }, name === 'viewer' ? '{ viewer { role } }' : `{ ${name} }`)
      expect([errors, data?.[name]]).toEqual([undefined, name === 'viewer' ? { role } : expect.any(String)])
      return
    }
    const [selection, expected] = row
    if (roles.indexOf(role) < roles.indexOf(roleFor('Query', name))) {
      expect(await ask({ role, within }, `{ ${selection} }`)).toMatchObject({
        errors: [{ extensions: { code: 'FORBIDDEN' } }],
      })
      return
    }
    const used = Object.keys(unknownIds()).filter((variable) => selection.includes(`$${variable}`))
    const variables = used.map((variable) => `$${variable}: ID!`).join(', ')
    const document = `query ${variables && `(${variables})`} { ${selection} }`
    const read = (ids: Ids) =>
      ask({ role, within }, document, Object.fromEntries(Object.entries(ids).filter(([id]) => used.includes(id))))
    expect(await read(places.inside)).toMatchObject({ data: expected as object })
    if (used.length === 0) return
    const outside = await read(places.outside)
    expect(outside).toEqual(await read(places.unknown))
    expect(outside.errors).toBe(undefined)
    expect(JSON.stringify(outside)).toMatch(/null|:0/)
  })
})

const subscriptions: Record<keyof typeof permissions.Subscription, string> = {
  supervisorEvents:
    'subscription ($id: ID!) { supervisorEvents(within: $id) { ... on SupervisorEvent { supervisorId } } }',
}

describe.each(Object.entries(subscriptions))('the subscription %s', (name, document) => {
  test.each(roles)('by a caller with the role %s', async (role) => {
    const { within, inside, outside, unknown } = await givenPlaces()
    const client = sockets.client({ connectionParams: credentialsOf({ role, within }) })
    const followed = [inside, outside, unknown].map(({ supervisor }) =>
      sockets.follow<Record<string, unknown>, object>(document, { id: supervisor }, client),
    )
    await sockets.untilStarted(3)
    // the events of other supervisors come first: once the last one has arrived, none of them follows
    for (const { supervisor } of [outside, unknown, inside])
      await api.pool.query(`UPDATE supervisors SET description = 'changed' WHERE id = $1`, [supervisor])
    await expect
      .poll(() => followed.map(({ answers }) => answers.map(({ data }) => data)))
      .toEqual([[{ [name]: { supervisorId: inside.supervisor } }], [], []])
  })
})
