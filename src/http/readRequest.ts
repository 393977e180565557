import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server'
import type { FastifyRequest } from 'fastify'

/** The operation of an HTTP request, as far as its fields have the right types. */
export interface HttpOperation {
  readonly query: string | undefined
  readonly operationName: string | undefined
}

export interface ReadRequest {
  /** Null for a request without an operation, such as one for the landing page. */
  readonly operation: HttpOperation | null
  /** The same request for Apollo Server. */
  readonly apolloRequest: HTTPGraphQLRequest
}

/**
 * Reads a request once, for the checks of the pipeline and for Apollo Server, so that the server executes the text that it has
 * checked. An empty `operationName` counts as none.
 */
export function readRequest({ method, url, headers, body }: FastifyRequest): ReadRequest {
  const request = { method, headers: headerMap(headers) }
  if (method === 'GET') {
    // decoded as in Apollo Server; the parser of Fastify does not decode a value with an invalid escape
    const parameters = new URL(url, 'http://localhost').searchParams
    if (single(parameters, 'operationName') === '') parameters.delete('operationName')
    const search = `?${parameters.toString()}`
    return { operation: operationOfUrl(parameters), apolloRequest: { ...request, search, body } }
  }
  const fields = isRecord(body) && body.operationName === '' ? { ...body, operationName: null } : body
  return { operation: operationOfBody(fields), apolloRequest: { ...request, search: '', body: fields } }
}

function operationOfUrl(parameters: URLSearchParams): HttpOperation | null {
  if (!parameters.has('query') && !parameters.has('extensions')) return null
  return { query: single(parameters, 'query'), operationName: single(parameters, 'operationName') }
}

function operationOfBody(body: unknown): HttpOperation | null {
  return isRecord(body) ? { query: text(body.query), operationName: text(body.operationName) } : null
}

/** Undefined if the parameter is missing, or repeated, which Apollo Server refuses. */
function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  return values.length === 1 ? values[0] : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function headerMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return map
}
