import { beforeEach, describe, expect, test } from 'vitest'
import { graphql } from '../generated/index.ts'
import { givenTree, type IdOf } from '../support/database/givenTree.ts'
import { readMetrics } from '../support/api/readMetrics.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets, type Followed } from '../support/api/withSockets.ts'
import { withFollower } from '../support/api/withViewer.ts'

const api = withApi()
const sockets = withSockets(api)
const followAs = withFollower(api)
let id: IdOf

beforeEach(async () => {
  // the events stay, since sequences must only rise
  await api.pool.query('TRUNCATE supervisors CASCADE')
  id = await givenTree(api.pool, 'root > a, other')
})

const followDocument = graphql(`
  subscription FollowTogether($within: ID, $types: [SupervisorEventType!], $after: String) {
    supervisorEvents(within: $within, types: $types, after: $after) {
      __typename
      ... on SupervisorEvent {
        cursor
        type
        supervisor {
          name
          health {
            state
          }
        }
      }
    }
  }
`)
const cursorsDocument = graphql(`
  query CursorsToFollow {
    events(first: 10) {
      nodes {
        cursor
      }
    }
  }
`)
const rename = (supervisor: string, name: string) =>
  api.pool.query('UPDATE supervisors SET name = $2 WHERE id = $1', [id(supervisor), name])

/** Polls for up to 10 s, since the default of 1 s is too short on a busy machine. */
const eventually = <Value>(read: () => Value) => expect.poll(read, { timeout: 10_000 })

describe('subscribers', () => {
  const readMetric = async (name: string): Promise<number> =>
    readMetrics((await api.app.inject('/metrics')).body)[name] ?? NaN
  const countFollowers = () => readMetric('hierarchy_feed_subscribers')
  /** Each execution reads the supervisor of its event once; counting statements would not show it, since they are batched. */
  const countExecutions = () => readMetric('hierarchy_batch_keys_sum{loader="supervisorById"}')
  /** The statements that produce the result of one event, without the statements that read the event log. */
  async function statementsOfAnEvent(followed: Followed<unknown>[]): Promise<string[]> {
    await eventually(countFollowers).toBe(followed.length) // each subscriber has received the earlier events
    api.statements.length = 0
    await rename('other', `followed by ${followed.length}`) // by SQL, so that the API runs no statement for the change itself
    await eventually(() => followed.every(({ answers }) => answers.length === 1)).toBe(true)
    return api.statements.filter((sql) => !sql.includes('supervisor_events'))
  }

  test('with the same operation share one execution per event', async () => {
    const one = sockets.follow(followDocument, {})
    const statements = await statementsOfAnEvent([one])
    expect(statements.length).toBeGreaterThan(0)
    one.stop()

    const clients = [sockets.client(), sockets.client(), sockets.client()]
    const many = clients.flatMap((client) =>
      Array.from({ length: 30 }, () => sockets.follow(followDocument, {}, client)),
    )
    const executionsBefore = await countExecutions()
    expect(await statementsOfAnEvent(many)).toEqual(statements)
    expect(await countExecutions()).toBe(executionsBefore + 1)
    const [first, ...others] = many
    for (const { answers } of others) expect(answers).toEqual(first?.answers)
  })

  test('with different cursors and filters share one execution per event', async () => {
    for (let i = 0; i < 10; i++) await rename('other', `other ${i}`)
    const { events } = await api.data(cursorsDocument)
    const followed = events.nodes.map(({ cursor }, i) =>
      sockets.follow(followDocument, { after: cursor, ...(i % 2 === 0 && { within: id('other') }) }),
    )
    await eventually(countFollowers).toBe(10) // each subscriber has received the earlier events
    const executionsBefore = await countExecutions()
    await rename('other', 'changed')
    for (const { answers } of followed)
      await eventually(() => answers.at(-1)).toMatchObject({ data: answerOf('changed').value.data })
    expect(await countExecutions()).toBe(executionsBefore + 1)
  })

  test('with different selections receive different results', async () => {
    const typed = sockets.follow('subscription { supervisorEvents { ... on SupervisorEvent { type } } }')
    const named = sockets.follow('subscription { supervisorEvents { ... on SupervisorEvent { supervisor { name } } } }')
    const chosen = ['A', 'B'].map((operationName) =>
      sockets.followOperation({
        query:
          'subscription A { supervisorEvents { ... on SupervisorEvent { a: type } } } subscription B { supervisorEvents { ... on SupervisorEvent { b: type } } }',
        operationName,
      }),
    )
    const skipping = [true, false].map((skip) =>
      sockets.follow(
        'subscription ($skip: Boolean!) { supervisorEvents { __typename ... on SupervisorEvent { type @skip(if: $skip) } } }',
        { skip },
      ),
    )
    const all = [typed, named, ...chosen, ...skipping]
    await sockets.untilStarted(all.length)
    await rename('a', 'renamed')
    const type = 'SUPERVISOR_UPDATED'
    const __typename = 'SupervisorEvent'
    await expect
      .poll(() => all.map(({ answers }) => answers))
      .toMatchObject(
        [
          { type },
          { supervisor: { name: 'renamed' } },
          { a: type },
          { b: type },
          { __typename },
          { __typename, type },
        ].map((supervisorEvents) => [{ data: { supervisorEvents } }]),
      )
  })
})

describe('subscribers that wait for the same event', () => {
  /** Subscribers that have received one event, and take the next one when the test calls `next`. */
  async function givenWaiting(count: number) {
    const followers = await Promise.all(Array.from({ length: count }, () => followAs({}, followDocument)))
    const first = followers.map((each) => each.next())
    await eventually(() => followAs.countFollowers()).toBe(count)
    await rename('other', 'first')
    await Promise.all(first)
    return followers
  }
  test('receive the present state of the supervisor, even if they take the event later', async () => {
    const followers = await givenWaiting(40)
    await rename('other', 'second')
    expect(await followers[0]?.next()).toMatchObject(answerOf('second'))
    await rename('other', 'third')
    let next = 1
    await expect
      .poll(() => followers[next++]?.next(), { interval: 100, timeout: 5_000 })
      .toMatchObject(answerOf('third'))
    for (const each of followers) await each.return?.()
  })

  test('do not share an error of an earlier execution', async () => {
    const followers = await givenWaiting(2)
    await rename('other', 'second')
    await api.pool.query('ALTER FUNCTION health_state(text, timestamp, integer) RENAME TO hidden')
    const failed = await followers[0]?.next()
    await api.pool.query('ALTER FUNCTION hidden(text, timestamp, integer) RENAME TO health_state')
    expect(failed).toMatchObject({ value: { errors: [{ path: ['supervisorEvents', 'supervisor', 'health'] }] } })
    const answered = await followers[1]?.next()
    expect(answered).toMatchObject(answerOf('second'))
    expect(answered).not.toHaveProperty('value.errors')
    for (const each of followers) await each.return?.()
  })

  test('receive results even if the execution for another one throws', async () => {
    const [other] = await givenWaiting(1)
    const failing = await followAs({}, followDocument, {}, () => {
      throw new TypeError('thrown by the test')
    })
    const failed = failing.next()
    await eventually(() => followAs.countFollowers()).toBe(2)
    await rename('other', 'second')
    await expect(failed).rejects.toThrow('thrown by the test')
    expect(await failing.next()).toEqual({ done: true, value: undefined })
    expect(followAs.countFollowers()).toBe(1)
    expect(await other?.next()).toMatchObject(answerOf('second'))
    await other?.return?.()
  })
})

const answerOf = (name: string) => ({ value: { data: { supervisorEvents: { supervisor: { name } } } } })
