import { createGraphiQLFetcher, type Fetcher, type FetcherParams } from '@graphiql/toolkit'
import { Kind, parse, type DocumentNode } from 'graphql'

/**
 * Sends operations with the token: queries and mutations over HTTP, each subscription over a WebSocket of its own, which
 * gets the headers in `connection_init`. Headers of the tab take precedence.
 */
export function createFetcher(token: string): Fetcher {
  const socketUrl = new URL('/graphql', location.href)
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:'
  const send = createGraphiQLFetcher({
    url: '/graphql',
    subscriptionUrl: socketUrl.href,
    enableIncrementalDelivery: false, // the API has no @defer and no @stream
  })
  const credentials: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
  return (params, options) => {
    const headers = { ...credentials, ...lowerCased(options?.headers) }
    const document = parseIfValid(params.query)
    if (document === null) return send(params, { headers })
    return send(withOperationOf(document, params), { documentAST: document, headers })
  }
}

/**
 * GraphiQL reads the name of the operation from the text a moment after the tab has changed. Until then, it gives that of the
 * previous tab.
 */
function withOperationOf(document: DocumentNode, params: FetcherParams): FetcherParams {
  const names = document.definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? [each.name?.value ?? null] : [],
  )
  const [only = null] = names
  return names.length === 1 ? { ...params, operationName: only } : params
}

/** Null for a document with a syntax error, which the server explains. */
function parseIfValid(query: string): DocumentNode | null {
  try {
    return parse(query)
  } catch {
    return null
  }
}

/** A tab may write `Authorization`: with both, the browser would send both values. */
function lowerCased(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}
