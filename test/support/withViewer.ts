import { parse, validate, type ExecutionResult } from 'graphql'
import { beforeAll } from 'vitest'
import type { Viewer } from '../../src/domain/viewer.ts'
import { NodeBudget } from '../../src/domain/budget.ts'
import { createEventFeed } from '../../src/events/createEventFeed.ts'
import { createFeedPosition } from '../../src/events/feedPosition.ts'
import { createHeartbeatRecorder, type HeartbeatRecorder } from '../../src/loaders/createHeartbeatRecorder.ts'
import { createLoaders, type SharedLoaders } from '../../src/loaders/createLoaders.ts'
import { bindLoaders } from '../../src/loaders/requestLoaders.ts'
import { createExecutor, type Executor } from '../../src/schema/execute.ts'
import { schema } from '../../src/schema/index.ts'
import type { TypedDocumentString } from '../generated/graphql.ts'
import type { TestApi } from './withApi.ts'

export type ExecuteAs = <Data, Variables>(
  viewer: Partial<Viewer>,
  document: TypedDocumentString<Data, Variables>,
  variables?: Variables,
) => Promise<Omit<ExecutionResult, 'data'> & { data: Data }>

/** Executes operations on the database of `api` as whoever is asked for: an ADMIN of everything, where nothing is said. */
export function withViewer(api: TestApi): ExecuteAs {
  let execute: Executor
  let loaders: SharedLoaders
  let heartbeats: HeartbeatRecorder
  beforeAll(() => {
    execute = createExecutor(true)
    loaders = createLoaders(api.db)
    heartbeats = createHeartbeatRecorder(api.db)
  })
  return async (viewer, document, variables) => {
    const parsed = parse(String(document))
    const problems = validate(schema, parsed)
    if (problems.length > 0) throw new Error(problems.join('\n'))
    const budget = new NodeBudget()
    const bound = bindLoaders(loaders, budget)
    const result = await execute({
      document: parsed,
      queryHash: String(document),
      operationName: undefined,
      variables: { ...variables },
      context: {
        viewer: { actor: 'tester', role: 'ADMIN', within: null, ...viewer },
        db: api.db,
        loaders: bound,
        heartbeats,
        feed: createEventFeed({ db: api.db, onError: () => undefined }),
        feedPosition: createFeedPosition(() => bound.newestSequence.load('feed')),
        budget,
        settings: { confirmAboveAgents: 10 },
      },
    })
    return { ...result, data: result.data as never } // of the type that the document has
  }
}
