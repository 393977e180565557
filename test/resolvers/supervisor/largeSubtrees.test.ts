import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { graphql } from '../../generated/index.ts'
import { withApi } from '../../support/api/withApi.ts'
import { givenFleet } from '../../support/database/givenFleet.ts'
import { givenTree } from '../../support/database/givenTree.ts'

/** Number of supervisors in the subtree: LARGE_SUBTREE, by default 500. */
const size = Number(process.env.LARGE_SUBTREE ?? 500)
const members = 5

const api = withApi({ confirmAboveAgents: 1_000_000_000 })

const heartbeatBeside = graphql(`
  mutation HeartbeatBeside($id: ID!) {
    heartbeat(input: { supervisorId: $id }) {
      __typename
    }
  }
`)
const readBeside = graphql(`
  query ReadBeside($id: ID!) {
    supervisor(id: $id) {
      status
    }
  }
`)
const spawnBeside = graphql(`
  mutation SpawnBeside($parentId: ID!, $name: String!) {
    spawnSupervisor(input: { parentId: $parentId, name: $name }) {
      __typename
      ... on UnavailableError {
        effect
      }
    }
  }
`)

interface Other {
  readonly name: string
  /** The results, with their durations in milliseconds. */
  readonly results: (readonly [result: string, ms: number])[]
}

/** Repeats a request until the work is done. */
async function repeat(name: string, working: { done: boolean }, send: () => Promise<string>): Promise<Other> {
  const results: (readonly [string, number])[] = []
  do {
    const began = performance.now()
    results.push([await send(), Math.round(performance.now() - began)])
    await delay(100)
  } while (!working.done)
  return { name, results }
}

/** Makes a change, while other clients read, send heartbeats and spawn supervisors outside the subtree. */
async function measure(what: string, outside: string, change: () => Promise<unknown>): Promise<Other[]> {
  const working = { done: false }
  let spawned = 0
  const others = Promise.all([
    repeat('heartbeats', working, async () => (await api.data(heartbeatBeside, { id: outside })).heartbeat.__typename),
    repeat('reads', working, async () => (await api.data(readBeside, { id: outside })).supervisor?.status ?? 'none'),
    repeat('spawns', working, async () => {
      const { spawnSupervisor: result } = await api.data(spawnBeside, {
        parentId: outside,
        name: `${what} ${spawned++}`,
      })
      return 'effect' in result ? `${result.__typename} ${result.effect}` : result.__typename
    }),
  ])
  const began = performance.now()
  const { length: before } = api.statements
  await change().finally(() => (working.done = true))
  const seconds = ((performance.now() - began) / 1_000).toFixed(1)
  const settled = await others
  const slowest = settled.map(
    ({ name, results }) => `${name} ${results.length}, slowest ${Math.max(...results.map(([, ms]) => ms))} ms`,
  )
  const refused = settled[2].results.filter(([result]) => result.startsWith('Unavailable')).length
  console.info(
    `large subtree: ${what} of ${size} in ${seconds} s; meanwhile ${slowest.join('; ')}; spawns refused ${refused}; ${api.statements.length - before} statements of all`,
  )
  return settled
}

const transitionDocument = (name: string): string =>
  `mutation ($id: ID!) { result: ${name}(input: { id: $id, scope: SUBTREE }) {
     __typename ... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Payload { changedCount } ... on Error { message }
   } }`
const moveDocument = `mutation ($id: ID!, $parentId: ID!) {
  result: moveSupervisor(input: { id: $id, parentId: $parentId }) { __typename ... on MoveSupervisorPayload { movedCount } ... on Error { message } }
}`
const terminateDocument = `mutation ($id: ID!) {
  result: terminateSupervisor(input: { id: $id, childPolicy: CASCADE }) {
    __typename ... on TerminateSupervisorPayload { impact { supervisors activeMemberships } } ... on Error { message }
  }
}`

test(
  `a subtree of ${size} supervisors is paused, resumed, restarted, moved and terminated while other clients send requests`,
  async () => {
    const id = await givenTree(api.pool, 'from, to, outside')
    const root = await givenFleet(api.pool, size, { parentId: id('from'), members })
    const changes: readonly (readonly [what: string, document: string, result: object])[] = [
      ['pauseSupervisor', transitionDocument('pauseSupervisor'), { changedCount: size }],
      ['resumeSupervisor', transitionDocument('resumeSupervisor'), { changedCount: size }],
      ['restartSupervisor', transitionDocument('restartSupervisor'), { changedCount: size }],
      ['moveSupervisor', moveDocument, { movedCount: size }],
      ['terminateSupervisor', terminateDocument, { impact: { supervisors: size, activeMemberships: size * members } }],
    ]
    for (const [what, document, result] of changes) {
      const others = await measure(what, id('outside'), async () => {
        const variables = { id: root, ...(what === 'moveSupervisor' && { parentId: id('to') }) }
        const { data, errors } = await api.request<{ result: object }, object>(document, variables)
        expect(errors, what).toBe(undefined)
        expect(data?.result, what).toMatchObject(result)
      })
      const resultsOf = (name: string) => new Set(others.find((each) => each.name === name)?.results.map(([r]) => r))
      expect(resultsOf('heartbeats'), what).toEqual(new Set(['HeartbeatPayload']))
      expect(resultsOf('reads'), what).toEqual(new Set(['ACTIVE']))
      const possible = ['SpawnSupervisorPayload', 'UnavailableError NONE']
      expect(
        [...resultsOf('spawns')].filter((result) => !possible.includes(result)),
        what,
      ).toEqual([])
    }
    expect(await api.violations()).toEqual([])
  },
  60_000 + size * 20,
)
