import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Authenticate, Caller } from '../auth/authenticate.ts'
import { missingCredentials, UnauthenticatedError } from '../auth/UnauthenticatedError.ts'
import { DomainError, UnavailableError } from '../domain/errors.ts'
import { reservedId } from '../domain/input.ts'
import { hasRole, type Viewer } from '../domain/viewer.ts'
import { selectsOperation } from './readRequest.ts'
import { sendRefusal, unavailable, type Refusal } from './refusal.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Null until the request is authenticated. */
    caller: Caller | null
  }
}

/**
 * Creates the `onRequest` hook of `/graphql`. It refuses a request before its body is read. A GET without an operation needs
 * no credentials: it is answered with the landing page, or refused.
 * @param onRefused called if the credentials cannot be checked: the request may be a heartbeat
 */
export function authenticateRequest(authenticate: Authenticate, onRefused: () => void) {
  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (request.method === 'GET' && !selectsOperation(request.url)) return undefined
    try {
      request.caller = await authenticate({ headers: request.headers }, request.ip)
      return undefined
    } catch (error) {
      return sendRefusal(reply, explain(error, onRefused))
    }
  }
}

/** Whether a caller may send heartbeats. Refusals of other callers are no trouble for supervisors. */
export function mayReport(caller: Caller | null): boolean {
  return caller !== null && hasRole(caller.viewer, 'REPORT')
}

/** Whether the caller of a request is authenticated, and may send heartbeats. */
export function requestMayReport(request: FastifyRequest): boolean {
  return mayReport(request.caller)
}

/** Caller of a request without an operation and without credentials. Its subtree has the reserved id, so it sees nothing. */
const stranger: Viewer = {
  actor: 'stranger',
  role: 'READ',
  within: reservedId,
  expiresAt: null,
  onBehalfOf: null,
  source: 'local',
}

/**
 * Checks the caller of a request when its body is complete: the credentials may have expired or been revoked meanwhile.
 * @param hasOperation whether the request has an operation: without a caller, that is refused
 * @param onRefused called if the credentials cannot be checked: the request may be a heartbeat
 */
export async function verifyCaller(
  request: FastifyRequest,
  hasOperation: boolean,
  onRefused: () => void,
): Promise<{ readonly viewer: Viewer } | { readonly refusal: Refusal }> {
  const { caller } = request
  if (!caller) return hasOperation ? { refusal: unauthenticated(missingCredentials()) } : { viewer: stranger }
  try {
    await caller.verify()
    return { viewer: caller.viewer }
  } catch (error) {
    return { refusal: explain(error, onRefused) }
  }
}

function explain(error: unknown, onRefused: () => void): Refusal {
  const refusal = explainRefusedCaller(error)
  if (refusal.status === 503) onRefused()
  return refusal
}

/** @throws the error itself, if it is not a refusal */
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
