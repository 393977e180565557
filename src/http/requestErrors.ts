import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { plugin } from './plugin.ts'
import { randomUUID } from 'node:crypto'
import { maxHeaderSize, METHODS } from 'node:http'
import type { Socket } from 'node:net'
import { maxRequestBytes } from './endpoint.ts'
import { JsonTooLargeError } from './jsonItems.ts'
import { isForPerson, sendPage } from './page.ts'
import { badRequest, sendRefusal, writeRefusal, type OnExceeded, type Refusal } from './refusal.ts'

export interface RequestErrorOptions {
  readonly onExceeded: OnExceeded
}

/** Gives HTTP errors the form of a GraphQL result: unknown paths, methods that are not allowed, and unreadable bodies. */
export const requestErrors = plugin<RequestErrorOptions>('requestErrors', (app, { onExceeded }) => {
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url)
    const methods = METHODS.filter((method) => app.hasRoute({ method, url: path }))
    if (methods.length === 0 && isForPerson(request))
      return sendPage(reply, {
        status: 404,
        title: 'Page not found',
        text: `This server has no page with the address ${cut(path)}.`,
        links: { '/': 'The dashboard', '/graphql': 'The GraphQL API' },
      })
    const refusal =
      methods.length === 0
        ? badRequest(
            404,
            `No endpoint has the path ${cut(path)}. Use /graphql for the GraphQL API, or / for the dashboard.`,
          )
        : badRequest(405, `${request.method} is not allowed at ${path}. Use ${methods.join(' or ')}.`, {
            allow: methods.join(', '),
          })
    return sendRefusal(reply, refusal)
  })
  // Node.js would respond without a body
  app.server.on('checkExpectation', ({ headers, socket }) => {
    writeRefusal(socket, badRequest(417, `Expect: ${cut(headers.expect ?? '')} is not supported. Omit the header.`))
  })
  app.setErrorHandler((error: FastifyError, request, reply) => {
    if (error instanceof JsonTooLargeError) {
      onExceeded('jsonItems')
      return sendRefusal(reply, { ...badRequest(413, error.message), excess: error.excess })
    }
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return answerError(error, request, reply)
    onExceeded('bodyBytes')
    return sendRefusal(reply, bodyTooLarge(request))
  })
  return Promise.resolve()
})

/**
 * Responds to a request that failed in Fastify or in a handler. An internal error is logged with the id that the client
 * receives.
 */
export function answerError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode = 500 } = error
  if (statusCode >= 400 && statusCode < 500) return sendRefusal(reply, badRequest(statusCode, explain(error)))
  const errorId = randomUUID()
  request.log.error({ reqId: request.id, err: error, errorId }, 'internal error')
  const message = 'Internal error. Quote `errorId` when you report it.'
  return reply.code(500).send({ errors: [{ message, extensions: { code: 'INTERNAL_SERVER_ERROR', errorId } }] })
}

function explain({ code, message }: FastifyError): string {
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return 'Send the body as JSON, with content-type: application/json.'
    default:
      return cut(message)
  }
}

/** A body without `content-length` is read until it is too large. */
function bodyTooLarge({ headers, exchange }: FastifyRequest): Refusal {
  const actual = Number(headers['content-length'] ?? exchange?.receivedBytes)
  return {
    ...badRequest(413, 'The body is larger than 4 MiB. Split the request.'),
    excess: { bound: 'bodyBytes', limit: maxRequestBytes, actual },
  }
}

/**
 * Creates the function that responds to data that Node.js does not accept as a request, or that did not arrive in time. It
 * closes the connection.
 */
export function createClientErrorHandler({ onExceeded }: RequestErrorOptions) {
  return (error: Error & { code?: string }, socket: Socket): void => {
    if (error.code === 'HPE_HEADER_OVERFLOW') onExceeded('headerBytes')
    if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy()
    else writeRefusal(socket, explainClientError(error.code))
  }
}

function explainClientError(code: string | undefined): Refusal {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return badRequest(408, 'The request did not arrive in time. Send it again.')
    case 'HPE_HEADER_OVERFLOW':
      return {
        ...badRequest(431, 'The headers are larger than 16 KiB. Send a long query in the body of a POST request.'),
        excess: { bound: 'headerBytes', limit: maxHeaderSize, actual: maxHeaderSize + 1 },
      }
    default:
      return badRequest(400, 'The request is not valid HTTP.')
  }
}

export function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? ''
}

function cut(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}
