import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../auth/authenticate.ts'
import { DomainError, UnavailableError } from '../domain/errors.ts'
import type { Viewer } from '../domain/viewer.ts'
import { sendRefusal, unavailable, type Refusal } from './refusal.ts'

const callers = new WeakMap<FastifyRequest, Viewer>()

/** Creates the `onRequest` hook of a route whose handler calls `callerOf`. It refuses a request before its body is read. */
export function authenticateRequest(authenticate: Authenticate) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    try {
      callers.set(request, await authenticate({ headers: request.headers }))
      return undefined
    } catch (error) {
      return sendRefusal(reply, explainRefusedCaller(error))
    }
  }
}

export function callerOf(request: FastifyRequest): Viewer {
  const caller = callers.get(request)
  if (!caller) throw new TypeError('expected a request that authenticateRequest has accepted')
  return caller
}

/** @throws any error that is no refusal */
export function explainRefusedCaller(error: unknown): Refusal {
  if (!(error instanceof DomainError)) throw error
  const { code, message } = error
  if (error instanceof UnavailableError) return unavailable(message)
  return code === 'VALIDATION' ? { status: 400, code: 'BAD_USER_INPUT', message } : { status: 403, code, message }
}
