import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server'
import type { FastifyRequest } from 'fastify'
import { isObject } from '../domain/input.ts'
import { documentIdOf } from '../graphql/knownOperations.ts'
import { isPlain } from './plainRequest.ts'

/** The operation of an HTTP request, as far as its fields have the right types. */
export interface HttpOperation {
  readonly query: string | undefined
  readonly operationName: string | undefined
  /** The id that the client sends instead of the text, or in addition to it. */
  readonly documentId: string | undefined
}

/** The text of a document that the server knows by an id. */
export type FindText = (documentId: string) => string | undefined

type Variables = Readonly<Record<string, unknown>> | undefined

export interface ReadRequest {
  /** Null for a request without an operation, such as one for the landing page. */
  readonly operation: HttpOperation | null
  /** The variables of a request that does not need Apollo Server (see `isPlain`); null for any other request. */
  readonly plain: { readonly variables: Variables } | null
  /** The same request for Apollo Server. */
  readonly apolloRequest: () => HTTPGraphQLRequest
}

/**
 * Reads a request once, for the checks of the pipeline and for Apollo Server, so that the server executes the text that it has
 * checked. An empty `operationName` counts as none. The id of a known document becomes its text.
 */
export function readRequest(request: FastifyRequest, findText: FindText): ReadRequest {
  const { method, url, headers, body } = request
  if (method === 'GET') {
    const parameters = parametersOf(url)
    if (single(parameters, 'operationName') === '') parameters.delete('operationName')
    insertText(parameters, findText)
    const search = `?${parameters.toString()}`
    return {
      operation: operationOfUrl(parameters),
      plain: null,
      apolloRequest: () => ({ method, headers: headerMap(headers), search, body }),
    }
  }
  const named = isObject(body) && body.operationName === '' ? { ...body, operationName: null } : body
  const fields = isObject(named) ? withText(named, findText) : named
  const isPlainBody = isObject(fields) && isPlain(request, fields)
  return {
    operation: operationOfBody(fields),
    plain: isPlainBody ? { variables: (fields.variables ?? undefined) as Variables } : null, // `isPlain` has checked the type
    apolloRequest: () => ({ method, headers: headerMap(headers), search: '', body: fields }),
  }
}

/** Whether the URL of a GET selects an operation: only such a request needs credentials, and only such a request is executed. */
export function selectsOperation(url: string): boolean {
  return hasOperation(parametersOf(url))
}

function hasOperation(parameters: URLSearchParams): boolean {
  return ['query', 'extensions', 'documentId'].some((name) => parameters.has(name))
}

/**
 * The parameters of a request target, which may be no valid URL. Decoded as in Apollo Server; the parser of Fastify does not
 * decode a value with an invalid escape.
 */
function parametersOf(url: string): URLSearchParams {
  const [, search = ''] = /^[^?#]*\?([^#]*)/.exec(url) ?? []
  return new URLSearchParams(search)
}

function operationOfUrl(parameters: URLSearchParams): HttpOperation | null {
  if (!hasOperation(parameters)) return null
  return {
    query: single(parameters, 'query'),
    operationName: single(parameters, 'operationName'),
    documentId: idOfUrl(parameters),
  }
}

function operationOfBody(body: unknown): HttpOperation | null {
  if (!isObject(body)) return null
  return { query: text(body.query), operationName: text(body.operationName), documentId: documentIdOf(body) }
}

/** Replaces the id of a known document with its text. Apollo Server would search for the id among the texts that clients sent. */
function withText(body: Readonly<Record<string, unknown>>, findText: FindText): object {
  const id = body.query ? undefined : documentIdOf(body)
  const found = id === undefined ? undefined : findText(id)
  return found === undefined ? body : { ...body, query: found, extensions: {} }
}

function insertText(parameters: URLSearchParams, findText: FindText): void {
  const id = parameters.get('query') ? undefined : idOfUrl(parameters)
  const found = id === undefined ? undefined : findText(id)
  if (found === undefined) return
  parameters.set('query', found)
  parameters.delete('extensions')
}

function idOfUrl(parameters: URLSearchParams): string | undefined {
  const [documentId, extensions] = [single(parameters, 'documentId'), single(parameters, 'extensions')]
  if (documentId !== undefined || extensions === undefined) return documentId
  try {
    return documentIdOf({ extensions: JSON.parse(extensions) as unknown })
  } catch {
    return undefined // Apollo Server refuses it
  }
}

/** Undefined if the parameter is missing, or repeated, which Apollo Server refuses. */
function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name)
  return values.length === 1 ? values[0] : undefined
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function headerMap(headers: FastifyRequest['headers']): HeaderMap {
  const map = new HeaderMap()
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) map.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  return map
}
