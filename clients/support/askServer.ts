/** The server cannot be asked, does not understand, or refuses. */
export class ServerError extends Error {
  /** How long to wait before asking again; null where that is of no use. */
  readonly retryAfterMs: number | null

  constructor(message: string, retryAfterMs: number | null = null) {
    super(message)
    this.retryAfterMs = retryAfterMs
  }
}

const timeoutMs = 60_000

/**
 * Sends an operation; answers its data, which are what the document selects.
 * @throws {ServerError}
 */
export async function askServer<Data>(url: string, query: string, variables: object): Promise<Data> {
  const { status, text } = await post(url, JSON.stringify({ query, variables })).catch((error: unknown) => {
    throw new ServerError(`no server answers at ${url} (${reasonOf(error)}). Start it with npm start, or give --url`, 0)
  })
  const answer = parse<Data>(text)
  const [error] = answer?.errors ?? []
  if (error) throw new ServerError(error.message, error.extensions?.code === 'UNAVAILABLE' ? 0 : null)
  // one that comes or goes, or what stands before it
  if (status >= 500) throw new ServerError(`the server at ${url} cannot answer now (HTTP ${status})`, 0)
  if (!answer?.data) throw new ServerError(`what answers at ${url} (HTTP ${status}) is no GraphQL server`)
  return answer.data
}

async function post(url: string, body: string): Promise<{ status: number; text: string }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.timeout(timeoutMs),
  })
  return { status: response.status, text: await response.text() }
}

/** What a GraphQL server answers; anything else that answers has neither. */
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
