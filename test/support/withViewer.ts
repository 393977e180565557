import { parse, validate, type ExecutionResult, type FormattedExecutionResult } from 'graphql'
import { afterAll, beforeAll } from 'vitest'
import type { Context } from '../../src/context.ts'
import type { Viewer } from '../../src/domain/viewer.ts'
import { NodeBudget } from '../../src/domain/budget.ts'
import { createEventFeed, type EventFeed } from '../../src/events/createEventFeed.ts'
import { createFeedPosition } from '../../src/events/feedPosition.ts'
import { createHeartbeatRecorder, type HeartbeatRecorder } from '../../src/loaders/createHeartbeatRecorder.ts'
import { createLoaders, type SharedLoaders } from '../../src/loaders/createLoaders.ts'
import { bindLoaders } from '../../src/loaders/requestLoaders.ts'
import { createExecutor, type ExecutionRequest, type Executor } from '../../src/schema/execute.ts'
import { schema } from '../../src/schema/index.ts'
import type { Stream } from '../../src/schema/subscribe.ts'
import type { TypedDocumentString } from '../generated/graphql.ts'
import type { TestApi } from './withApi.ts'

export type ExecuteAs = <Data, Variables>(
  viewer: Partial<Viewer>,
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
) => Promise<Omit<ExecutionResult, 'data'> & { data: Data }>

export interface FollowAs {
  /** Starts a subscription. Whoever has enough of it calls `return`. */
  <Data, Variables>(
    viewer: Partial<Viewer>,
    document: TypedDocumentString<Data, Variables>,
    variables?: Variables,
    format?: Stream['format'],
  ): Promise<AsyncIterableIterator<{ data: Data; errors?: readonly unknown[] }>>
  /** How many have all that came before them. */
  countFollowers(): number
}

/** Executes operations on the database of `api` as whoever is asked for: an ADMIN of everything, where nothing is said. */
export function withViewer(api: TestApi): ExecuteAs {
  const { requestAs } = withRequests(api)
  return async (viewer, document, variables) => {
    const { execute, request } = requestAs(viewer, document, variables)
    const result = await execute(request)
    return { ...result, data: result.data as never } // of the type that the document has
  }
}

/** As `withViewer`, for subscriptions. */
export function withFollower(api: TestApi): FollowAs {
  const { requestAs, countFollowers } = withRequests(api)
  const followAs = async <Data, Variables>(
    viewer: Partial<Viewer>,
    document: TypedDocumentString<Data, Variables>,
    variables?: Variables,
    format: Stream['format'] = (answer) => answer as FormattedExecutionResult,
  ) => {
    const { execute, request, createContext } = requestAs(viewer, document, variables)
    const stream: Stream = { createContext, format, answers: null }
    const { errors } = await execute({ ...request, stream })
    if (!stream.answers) throw new Error(`expected a subscription, got ${JSON.stringify(errors)}`)
    return stream.answers as AsyncIterableIterator<never> // of the type that the document has
  }
  return Object.assign(followAs, { countFollowers })
}

function withRequests(api: TestApi) {
  let execute: Executor
  let loaders: SharedLoaders
  let heartbeats: HeartbeatRecorder
  let feed: EventFeed
  beforeAll(() => {
    execute = createExecutor(true)
    loaders = createLoaders(api.db)
    heartbeats = createHeartbeatRecorder(api.db)
    feed = createEventFeed({ db: api.db, onError: () => undefined })
  })
  afterAll(() => feed.stop())
  const requestAs = <Data, Variables>(
    viewer: Partial<Viewer>,
    document: TypedDocumentString<Data, Variables>,
    variables: Variables | undefined,
  ) => {
    const parsed = parse(String(document))
    const problems = validate(schema, parsed)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const createContext = (): Context => {
      const budget = new NodeBudget()
      const bound = bindLoaders(loaders, budget)
      return {
        viewer: { actor: 'tester', role: 'ADMIN', within: null, ...viewer },
        db: api.db,
        loaders: bound,
        heartbeats,
        feed,
        feedPosition: createFeedPosition(() => bound.newestSequence.load('feed')),
        budget,
        settings: { confirmAboveAgents: 10 },
      }
    }
    const request: ExecutionRequest = {
      document: parsed,
      queryHash: String(document),
      operationName: undefined,
      variables: { ...variables },
      context: createContext(),
    }
    return { execute, request, createContext }
  }
  return { requestAs, countFollowers: () => feed.state.followers }
}
