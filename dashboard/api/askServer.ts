import type { TypedDocumentString } from '../generated/graphql.ts'
import { serverClock } from '../model/clock.ts'
import { session } from './session.ts'

/** The server cannot be reached, or it refused the request with a top-level error. */
export class RequestFailed extends Error {
  /** `extensions.code` of the error; `OFFLINE` if no server responded. */
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

interface Answer<Data> {
  readonly data?: Data | null
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[]
}

const timeoutMs = 30_000

/**
 * Sends an operation, and returns its data. Ends the session if the server does not accept the credentials.
 * @throws {RequestFailed}
 */
export async function askServer<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const { token } = session
  const { status, answer } = await post<Data>(token, JSON.stringify({ query: document.toString(), variables }))
  const [error] = answer?.errors ?? []
  if (status === 401)
    session.end(
      token === null ? 'This server requires a token.' : (error?.message ?? 'The server refused the token.'),
      token,
    )
  if (error) throw new RequestFailed(error.extensions?.code ?? 'UNKNOWN', error.message)
  if (!answer?.data) throw new RequestFailed('UNAVAILABLE', `The server responded with HTTP ${status}.`)
  return answer.data
}

async function post<Data>(
  token: string | null,
  body: string,
): Promise<{ status: number; answer: Answer<Data> | null }> {
  try {
    const response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token !== null && { authorization: `Bearer ${token}` }) },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    serverClock.observe(response.headers.get('date'))
    const text = await response.text()
    return { status: response.status, answer: parse<Data>(text) }
  } catch (error) {
    throw new RequestFailed('OFFLINE', 'The server does not respond.', { cause: error })
  }
}

function parse<Data>(text: string): Answer<Data> | null {
  try {
    return JSON.parse(text) as Answer<Data> | null
  } catch {
    return null
  }
}

/** The text of any error, for people. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
