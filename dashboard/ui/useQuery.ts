import { useEffect, useRef, useState } from 'preact/hooks'
import { askServer, messageOf } from '../api/askServer.ts'
import type { TypedDocumentString } from '../generated/graphql.ts'
import { feed } from '../model/app.ts'
import type { FeedEvent } from '../model/FeedEvent.ts'

/** Delay in milliseconds after an event, so that the events of one change cause one read. */
const settleMs = 150

export interface Query<Data> {
  /** The latest data; null until the first response. */
  readonly data: Data | null
  readonly error: string | null
  readonly refresh: () => void
}

interface QueryOptions<Data> {
  /** Interval in milliseconds at which it is read again, for what writes no event. */
  readonly pollMs: number
  /** Whether an event changes the result. */
  readonly dependsOn?: (event: FeedEvent, data: Data | null) => boolean
}

/** The result of a query, read again when an event changes it. The shown data stays until the next response. */
export function useQuery<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { pollMs, dependsOn = () => false }: QueryOptions<Data>,
): Query<Data> {
  const key = JSON.stringify(variables)
  const [state, setState] = useState<{ data: Data | null; error: string | null }>({ data: null, error: null })
  const latest = useRef({ dependsOn, data: state.data, sent: 0 })
  latest.current.dependsOn = dependsOn
  latest.current.data = state.data

  const read = (): void => {
    const number = ++latest.current.sent
    askServer(document, variables)
      .then((data) => {
        if (number === latest.current.sent) setState({ data, error: null })
      })
      .catch((error: unknown) => {
        if (number === latest.current.sent) setState((old) => ({ ...old, error: messageOf(error) }))
      })
  }
  useEffect(() => {
    read()
    let seen = feed.count
    let settling: ReturnType<typeof setTimeout> | undefined
    const end = feed.observe(() => {
      const events = feed.latest(feed.count - seen)
      seen = feed.count
      if (!events.some((event) => latest.current.dependsOn(event, latest.current.data))) return
      settling ??= setTimeout(() => {
        settling = undefined
        read()
      }, settleMs)
    })
    const timer = setInterval(() => {
      if (!globalThis.document.hidden) read()
    }, pollMs)
    return () => {
      end()
      clearTimeout(settling)
      clearInterval(timer)
    }
  }, [key, document])
  return { ...state, refresh: read }
}
