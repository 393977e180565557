import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { supervisorEventTypes } from '../../src/domain/glossary.ts'
import { keepUntilCurrent } from '../support/database/randomChanges.ts'
import { createRandom, type Random } from '../support/fuzz/random.ts'
import { comparable } from '../support/worlds/comparable.ts'
import { copySubtree } from '../support/worlds/copySubtree.ts'
import { growWorld, type World } from '../support/worlds/growWorld.ts'
import { randomMutation, type RandomMutation } from '../support/worlds/randomMutation.ts'
import { listsOf, randomRead } from '../support/worlds/randomReads.ts'
import { transports, withWorld, type WorldApi } from '../support/worlds/withWorlds.ts'

/**
 * A caller that is limited to a subtree reads what an unlimited caller reads in a database that contains only this subtree.
 * Hierarchies, histories, documents and mutations are random. Lists are read page by page in both directions.
 * docs/adr/0022-the-top-of-a-subtree-looks-like-a-root.md lists the exceptions.
 */

const rounds = Number(process.env.WORLD_ROUNDS ?? 1)
const seed = process.env.WORLD_SEED === 'random' ? Date.now() % 1_000_000 : Number(process.env.WORLD_SEED ?? 1)

const whole = withWorld()
const only = withWorld()

interface Page {
  readonly pageInfo: { readonly startCursor: string | null; readonly endCursor: string | null }
}

/** Every page of a list in one direction, from the cursor `start` on. */
async function readPages(
  world: WorldApi,
  query: string,
  path: readonly string[],
  size: number,
  backward: boolean,
  start: string | null = null,
) {
  const pages: unknown[] = []
  let position = start
  do {
    const args = backward ? { last: size, before: position } : { first: size, after: position }
    const { data, errors } = await world.ask(query, args)
    expect(errors).toBe(undefined)
    const page = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], data)
    pages.push(page)
    const info = (page as Page | null | undefined)?.pageInfo
    position = (backward ? info?.startCursor : info?.endCursor) ?? null
  } while (position !== null && pages.length < 200)
  return pages
}

function expectEqual(
  actual: unknown,
  expected: unknown,
  copiedAt: number,
  knownIds: Set<string> | null,
  about: string,
) {
  expect([about, comparable(actual, { copiedAt, knownIds })]).toEqual([
    about,
    comparable(expected, { copiedAt, knownIds }),
  ])
}

async function copy(world: World): Promise<number> {
  await copySubtree(whole.api.pool, only.api.pool, world.top)
  return Date.now()
}

async function compareReads(world: World, random: Random, documents: number): Promise<void> {
  const copiedAt = await copy(world)
  const unknownId = randomUUID()
  for (let i = 0; i < documents; i++) {
    const { query, variables } = randomRead(world, random, unknownId)
    const about = `${query} ${JSON.stringify(variables)}`
    expectEqual(await whole.ask(query, variables), await only.ask(query, variables), copiedAt, null, about)
  }
  const lists = listsOf(world, random)
  for (const { query, path } of Array.from({ length: 8 }, () => random.pick(lists)))
    for (const backward of [false, true]) {
      const size = random.pick([1, 2, 5])
      const pages = (from: WorldApi) => readPages(from, query, path, size, backward)
      expectEqual(await pages(whole), await pages(only), copiedAt, null, `pages of ${size}: ${query}`)
    }
  await compareActions(world)
}

/** Counts that the database keeps. All other reads compute theirs: requests share counts, and those would be of an earlier time. */
async function compareKeptCounts(world: World): Promise<void> {
  const copiedAt = await copy(world)
  for (const { api } of [whole, only]) {
    await api.pool.query('UPDATE count_progress SET position = NULL, computed_at = NULL')
    await keepUntilCurrent(api.db)
  }
  const query = `query ($id: ID!) { stats(within: $id, maxAgeSeconds: 3600) {
    supervisors byStatus { status count } maxLevel teams activeMemberships activeAgents } }`
  for (const id of world.supervisors) {
    const [ofWhole, ofOnly] = [await whole.ask(query, { id }), await only.ask(query, { id })]
    expectEqual(ofWhole, ofOnly, copiedAt, null, `kept counts of ${id}`)
  }
}

/** The caller cannot move the top of its subtree. All other actions are those of a hierarchy that has only the subtree. */
async function compareActions(world: World): Promise<void> {
  const ids = world.supervisors.slice(0, 100)
  const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Supervisor { id allowedActions } } }'
  const withoutMove = async (from: WorldApi): Promise<unknown> => {
    const { data, errors } = await from.ask(query, { ids })
    expect(errors).toBe(undefined)
    const { nodes } = data as { nodes: ({ id: string; allowedActions: string[] } | null)[] }
    return nodes.map((node) =>
      node?.id === world.top ? node.allowedActions.filter((action) => action !== 'MOVE') : node,
    )
  }
  expect(await withoutMove(whole)).toEqual(await withoutMove(only))
}

interface Result {
  readonly __typename: string
  readonly [field: string]: unknown
}

/** Whether the refusal is one of the exceptions: only the hierarchy outside, or the limit of the caller, explains it. */
function isException({ input }: RandomMutation, world: World, result: Result | undefined): boolean {
  const message = String(Object.entries(result ?? {}).find(([key]) => key.endsWith('_message'))?.[1])
  switch (result?.__typename) {
    case 'ValidationError': // a root
      return message.includes('The caller can see only')
    case 'ConflictError': // an id that is used outside
      return message.includes('is taken') && result.ConflictError_current === null
    case 'NameTakenError': // next to the top
      return input.id === world.top && result.NameTakenError_existing === null
    default:
      return false
  }
}

/** Runs random mutations in both worlds, each from the same state. Returns the types of their results. */
async function compareMutations(world: World, random: Random): Promise<string[]> {
  const results: string[] = []
  const known = new Set([...world.supervisors, ...world.teams, ...world.members, ...world.agents, ...world.tokens])
  for (let i = 0; i < 25; i++) {
    const mutation = randomMutation(world, random, known)
    const { query, input } = mutation
    const copiedAt = await copy(world)
    const answer = await whole.ask(query, { input })
    const result = answer.data?.result as Result | undefined
    if (isException(mutation, world, result)) continue
    const about = `${mutation.name} ${JSON.stringify(input)}`
    expectEqual(answer, await only.ask(query, { input }), copiedAt, known, about)
    results.push(result?.__typename ?? JSON.stringify(answer.errors))
  }
  return results
}

const eventFields = `cursor type at actor reason supervisorId teamId membershipId agentId version before after causedBy`

interface EventFilter {
  readonly within?: string
  readonly types?: readonly string[]
}

/** The events that the caller can see after a cursor, in order. */
async function listEvents(
  world: WorldApi,
  { within, types }: EventFilter = {},
  after: string | null = null,
): Promise<{ cursor: string }[]> {
  const filter = `${within ? `within: "${within}", ` : ''}${types ? `types: [${types.join(' ')}], ` : ''}`
  const list = `query ($after: String, $first: Int) {
    events(${filter}newestFirst: false, first: $first, after: $after) {
      pageInfo { startCursor endCursor } nodes { ${eventFields} } } }`
  const pages = await readPages(world, list, ['events'], 100, false, after)
  return pages.flatMap((page) => (page as { nodes: { cursor: string }[] }).nodes)
}

function follow(world: WorldApi, after: string | null, filter: EventFilter = {}) {
  const document = `subscription ($after: String, $within: ID, $types: [SupervisorEventType!]) {
    supervisorEvents(after: $after, within: $within, types: $types) {
      ... on SupervisorEvent { ${eventFields} } ... on ResyncRequired { why: reason } } }`
  return world.follow(document, { after, ...filter })
}

/** Expects subscriptions in both worlds, with and without a filter, to deliver the events of the list after the first one. */
async function compareSubscriptions(
  world: World,
  random: Random,
  live: ReturnType<typeof follow>,
  first: string | null,
): Promise<void> {
  const types = [random.pick(supervisorEventTypes), random.pick(supervisorEventTypes)]
  const within = random.pick([world.top, ...world.supervisors])
  for (const filter of [{}, { within }, { types }, { within, types }]) {
    const events = await listEvents(whole, filter, first)
    const expected = events.map((event) => ({ supervisorEvents: event }))
    const replayed = [follow(whole, first, filter), follow(only, first, filter)]
    for (const followed of Object.keys(filter).length === 0 ? [live, ...replayed] : replayed) {
      await expect.poll(() => followed.answers.length, { timeout: 10_000 }).toBe(expected.length)
      expect(followed.answers.map(({ data }) => data)).toEqual(expected)
      followed.stop()
    }
  }
}

describe.each(transports)('over %s', (transport) => {
  test('a caller sees its subtree as if nothing else existed', { timeout: 60_000 * Math.max(rounds, 2) }, async () => {
    const results = new Set<string>()
    const countChanges = (): number => [...results].filter((name) => name.endsWith('Payload')).length
    // random mutations of one hierarchy may all be refused
    for (let round = 0; round < rounds || (round < rounds + 5 && countChanges() <= 3); round++) {
      const random = createRandom(seed + round * 2 + transports.indexOf(transport))
      const world = await growWorld(whole.api.pool, random)
      whole.enter({ within: world.top }, transport)
      only.enter({}, transport)
      await compareKeptCounts(world)
      await compareReads(world, random, 30)

      const [first] = await listEvents(whole)
      const start = first?.cursor ?? null
      const live = follow(whole, start)
      for (const result of await compareMutations(world, random)) results.add(result)
      await compareReads(world, random, 15)
      await compareSubscriptions(world, random, live, start)
    }
    expect(countChanges()).toBeGreaterThan(3)
    expect(results).toContain('NotFoundError')
  })
})
