import { credentials } from './credentials.ts'

/** The server cannot be reached, or it refused the request. */
export class ServerError extends Error {
  /** Milliseconds to wait before a retry; null if a retry is of no use. */
  readonly retryAfterMs: number | null

  constructor(message: string, retryAfterMs: number | null = null) {
    // the text comes from the network, and terminals carry out control characters
    super(message.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '))
    this.retryAfterMs = retryAfterMs
  }
}

/** No server responds: it may not have been started. */
export class NoServerError extends ServerError {}

const timeoutMs = 60_000

/**
 * Sends an operation and returns its data, in the shape of the document's selection. Times out after 60 s.
 * @throws {ServerError} if no GraphQL server responds, the server is unavailable, or the operation has an error
 */
export async function askServer<Data>(url: string, query: string, variables: object): Promise<Data> {
  const { status, text } = await post(url, JSON.stringify({ query, variables })).catch((error: unknown) => {
    throw new NoServerError(
      `No server responds at ${url} (${reasonOf(error)}). Start it with npm start, or pass --url.`,
      0,
    )
  })
  if (status === 404 || status === 405) throw new ServerError(`${url} is not a GraphQL endpoint (HTTP ${status}).`)
  const answer = parse<Data>(text)
  const [error] = answer?.errors ?? []
  if (error) throw new ServerError(error.message, isTemporary(error.extensions?.code) ? 0 : null)
  // the server starts or shuts down, or a proxy in front of it cannot reach it
  if (status >= 500) throw new ServerError(`The server at ${url} is unavailable (HTTP ${status}).`, 0)
  if (!answer?.data) throw new ServerError(`${url} is not a GraphQL endpoint (HTTP ${status}).`)
  return answer.data
}

function isTemporary(code: string | undefined): boolean {
  return code === 'UNAVAILABLE' || code === 'TOO_MANY_OPERATIONS' || code === 'RATE_LIMITED'
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...credentials() },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { status: response.status, text: await response.text() }
}

/** The response of a GraphQL server; any other response has neither field. */
interface Answer<Data> {
  readonly data?: Data
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

function parse<Data>(text: string): Answer<Data> | null {
  try {
    return JSON.parse(text) as Answer<Data> | null
  } catch {
    return null
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { cause } = error
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message
}
