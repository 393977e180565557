import type { ExecutionResult } from 'graphql'
import { afterAll, beforeAll } from 'vitest'
import { createServices, type Services } from '../../../src/createServices.ts'
import { localAdmin, type Viewer } from '../../../src/domain/viewer.ts'
import { createPipeline, type Pipeline, type PreparedOperation } from '../../../src/graphql/createPipeline.ts'
import type { TypedDocumentString } from '../../generated/graphql.ts'
import type { TestApi } from './withApi.ts'

export type ExecuteAs = <Data, Variables>(
  viewer: Partial<Viewer>,
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
) => Promise<Omit<ExecutionResult, 'data'> & { data: Data }>

export interface FollowAs {
  /**
   * Starts a subscription. The subscriber calls `return` when it has received enough.
   * @param onEvent called before the selection of each event is executed
   */
  <Data, Variables>(
    viewer: Partial<Viewer>,
    document: TypedDocumentString<Data, Variables>,
    variables?: Variables,
    onEvent?: () => void,
  ): Promise<AsyncIterableIterator<{ data: Data; errors?: readonly unknown[] }>>
  /** The number of subscribers that have caught up with the event log. */
  countFollowers(): number
}

/** Executes operations on the database of `api` as any caller. The default caller is an ADMIN that sees everything. */
export function withViewer(api: TestApi): ExecuteAs {
  const services = withServices(api)
  let pipeline: Pipeline
  beforeAll(() => {
    pipeline = createTestPipeline(services().createContext)
  })
  return async <Data, Variables>(
    viewer: Partial<Viewer>,
    document: TypedDocumentString<Data, Variables>,
    variables?: Variables,
  ) => {
    const result = await pipeline.run(prepare(pipeline, viewer, document, { ...variables }))
    if (Symbol.asyncIterator in result) throw new Error('expected a query or a mutation, got a subscription')
    return { ...result, data: result.data as Data } // has the type of the document
  }
}

/** Like `withViewer`, for subscriptions. */
export function withFollower(api: TestApi): FollowAs {
  const services = withServices(api)
  const followAs = async <Data, Variables>(
    viewer: Partial<Viewer>,
    document: TypedDocumentString<Data, Variables>,
    variables?: Variables,
    onEvent = (): void => undefined,
  ) => {
    let isPrepared = false
    const pipeline = createTestPipeline((caller) => {
      if (isPrepared) onEvent()
      return services().createContext(caller)
    })
    const operation = prepare(pipeline, viewer, document, { ...variables })
    isPrepared = true
    const result = await pipeline.run(operation)
    if (!(Symbol.asyncIterator in result)) throw new Error(`expected a subscription, got ${JSON.stringify(result)}`)
    return result as AsyncIterableIterator<{ data: Data }> // has the type of the document
  }
  return Object.assign(followAs, { countFollowers: () => services().feed.state.subscribers })
}

function withServices(api: TestApi): () => Services {
  let services: Services
  beforeAll(() => {
    services = createServices({
      db: api.db,
      settings: { confirmAboveAgents: 10, maxChangeSize: 1_000_000 },
      onFeedError: () => undefined,
    })
  })
  afterAll(() => services.feed.stop())
  return () => services
}

function createTestPipeline(createContext: Services['createContext']): Pipeline {
  return createPipeline({
    createContext,
    jit: true,
    introspection: true,
    notReady: () => null,
    maxRunning: 1_000,
    onRefused: () => undefined,
    onInternalError: () => undefined,
    onOperation: () => undefined,
  })
}

function prepare(
  pipeline: Pipeline,
  viewer: Partial<Viewer>,
  document: unknown,
  variables: Readonly<Record<string, unknown>>,
): PreparedOperation {
  const operation = pipeline.prepare(
    { query: String(document), variables },
    {
      viewer: { ...localAdmin, actor: 'tester', ...viewer },
      transport: 'websocket',
      acceptsStream: true,
    },
  )
  if ('errors' in operation) throw new Error(operation.errors.join('\n'))
  return operation
}
