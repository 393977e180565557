import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate } from '../auth/authenticate.ts'
import { UnauthenticatedError } from '../auth/UnauthenticatedError.ts'
import { DomainError, UnavailableError } from '../domain/errors.ts'
import type { Viewer } from '../domain/viewer.ts'
import { sendRefusal, unavailable, type Refusal } from './refusal.ts'

const callers = new WeakMap<FastifyRequest, Viewer>()

/**
 * Creates the `onRequest` hook of `/graphql`. It refuses a request before its body is read. A GET without an operation needs
 * no credentials: it is answered with the landing page, or refused.
 * @param onRefused called if the credentials cannot be checked: the request may be a heartbeat
 */
export function authenticateRequest(authenticate: Authenticate, onRefused: () => void) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (request.method === 'GET' && !hasOperation(request.url)) return undefined
    try {
      const { viewer } = await authenticate({ headers: request.headers }, request.ip)
      callers.set(request, viewer)
      return undefined
    } catch (error) {
      const refusal = explainRefusedCaller(error)
      if (refusal.status === 503) onRefused()
      return sendRefusal(reply, refusal)
    }
  }
}

/** Whether the URL of a GET selects an operation, decoded as in Apollo Server. */
function hasOperation(url: string): boolean {
  const parameters = new URL(url, 'http://localhost').searchParams
  return parameters.has('query') || parameters.has('extensions')
}

/** Caller of a request that has no operation, and no credentials. It sees the subtree of a supervisor that cannot exist. */
const stranger: Viewer = {
  actor: 'stranger',
  role: 'READ',
  within: 'ffffffff-ffff-ffff-ffff-ffffffffffff',
  expiresAt: null,
  onBehalfOf: null,
}

/** The caller of a request that `authenticateRequest` has accepted. */
export function callerOf(request: FastifyRequest): Viewer {
  return callers.get(request) ?? stranger
}

/** @throws any error that is no refusal */
export function explainRefusedCaller(error: unknown): Refusal {
  if (error instanceof UnauthenticatedError) return unauthenticated(error)
  if (!(error instanceof DomainError)) throw error
  const { code, message } = error
  if (error instanceof UnavailableError) return unavailable(message)
  return code === 'VALIDATION' ? { status: 400, code: 'BAD_USER_INPUT', message } : { status: 403, code, message }
}

const realm = 'Bearer realm="supervisor-hierarchy"'

function unauthenticated({ failure, message }: UnauthenticatedError): Refusal {
  const challenge = failure === 'missing' ? realm : `${realm}, error="invalid_token"`
  return { status: 401, code: 'UNAUTHENTICATED', message, headers: { 'www-authenticate': challenge } }
}
