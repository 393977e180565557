import { setTimeout as sleep } from 'node:timers/promises'
import { UnavailableError } from '../domain/errors.ts'
import { hashSecret, isSecret, looksLikeSecret } from '../domain/token.ts'
import { actingFor, localAdmin, type Viewer } from '../domain/viewer.ts'
import { readCredential, readOnBehalfOf, type Credentials } from './credentials.ts'
import type { FailedAttempt } from './failedAttempts.ts'
import type { VerifyJwt } from './jwt.ts'
import type { KnownToken, TokenStates } from './tokenStates.ts'
import { missingCredentials, UnauthenticatedError } from './UnauthenticatedError.ts'

/** An authenticated caller. */
export interface Caller {
  readonly viewer: Viewer
  /**
   * Checks the credentials again.
   * @throws {UnauthenticatedError} if they have expired or were revoked
   * @throws {UnavailableError} if they cannot be checked, because the database cannot be read
   */
  readonly verify: () => Promise<void>
  /** Calls `onEnd` once when the credentials expire or are revoked. @returns a function that stops watching */
  readonly watch: (onEnd: (error: UnauthenticatedError) => void) => () => void
}

/**
 * Identifies the caller: for each HTTP request, and for each WebSocket.
 * @param address the address of the client
 * @throws {UnauthenticatedError} if the credentials are missing or not valid
 * @throws {UnavailableError} if they cannot be checked, because the database cannot be read
 * @throws {DomainError} if the caller may not act for the person or program that it names
 */
export type Authenticate = (credentials: Credentials, address: string) => Promise<Caller>

export interface AuthenticationOptions {
  /** Whether callers need credentials; undefined while it is not known. */
  readonly isRequired: () => boolean | undefined
  readonly tokens: TokenStates
  /** Undefined: JSON Web Tokens are not accepted. */
  readonly verifyJwt?: VerifyJwt | undefined
  /** Counts a failed attempt of an address. */
  readonly countFailure: (address: string) => FailedAttempt
  readonly onFailure: (error: UnauthenticatedError, address: string, attempt: FailedAttempt) => void
}

/** The caller, before `X-Actor` is read. */
interface Session {
  readonly viewer: Viewer
  readonly verify: () => Promise<void>
  readonly keep: () => () => void
}

/** Creates the one place where credentials become a `Viewer`. */
export function createAuthenticate(options: AuthenticationOptions): Authenticate {
  const { tokens, countFailure, onFailure } = options
  return async (credentials, address) => {
    try {
      const session = await openSession(credentials, options)
      const name = readOnBehalfOf(credentials)
      const viewer = name === undefined ? session.viewer : actingFor(session.viewer, name)
      return { viewer, verify: session.verify, watch: (onEnd) => watchSession(session, tokens, onEnd) }
    } catch (error) {
      if (error instanceof UnauthenticatedError) {
        const attempt = countFailure(address)
        onFailure(error, address, attempt)
        if (error.failure !== 'missing') await sleep(attempt.delayMs)
      }
      throw error
    }
  }
}

/** Accepts every caller as the local administrator. */
export const authenticateLocally: Authenticate = (credentials) => {
  const name = readOnBehalfOf(credentials)
  return Promise.resolve({
    viewer: name === undefined ? localAdmin : actingFor(localAdmin, name),
    verify: () => Promise.resolve(),
    watch: () => () => undefined,
  })
}

async function openSession(credentials: Credentials, options: AuthenticationOptions): Promise<Session> {
  const secret = readBearer(readCredential(credentials, 'authorization'))
  if (secret === undefined) return openLocally(options)
  if (looksLikeSecret(secret)) return openWithToken(secret, options)
  if (options.verifyJwt) return openWithJwt(secret, options.verifyJwt)
  throw new UnauthenticatedError(
    'malformed',
    'The credentials are not an API token. Send the secret of a token, which starts with `shtk_`.',
  )
}

/** Returns the credentials of the scheme `Bearer`, in any case; undefined if the client sends none. */
function readBearer(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined
  const [, token] = /^bearer +(\S+) *$/i.exec(authorization) ?? []
  if (token !== undefined) return token
  throw new UnauthenticatedError('malformed', 'The value of `authorization` is malformed. Send `Bearer <token>`.')
}

function openLocally({ isRequired }: AuthenticationOptions): Session {
  const assertOpen = (): void => {
    if (isRequired()) throw missingCredentials()
  }
  if (isRequired() === undefined)
    throw new UnavailableError('The server does not know yet whether credentials are required.', 1_000)
  assertOpen()
  return { viewer: localAdmin, verify: () => Promise.resolve().then(assertOpen), keep: () => () => undefined }
}

async function openWithToken(secret: string, { tokens }: AuthenticationOptions): Promise<Session> {
  const hash = hashSecret(secret)
  // the checksum takes as long as the hash, so it is not computed for a known token
  if (!tokens.has(hash) && !isSecret(secret))
    throw new UnauthenticatedError(
      'malformed',
      'The token is mistyped or truncated: its checksum does not match. Send the whole secret.',
    )
  const find = async (): Promise<KnownToken> => assertUsable(await tokens.find(hash))
  const { id, actor, role, within, expiresAt } = await find()
  return {
    viewer: { actor, role, within, expiresAt, onBehalfOf: null, source: 'token', tokenId: id },
    verify: async () => void (await find()),
    keep: () => tokens.watch(hash),
  }
}

function assertUsable(token: KnownToken | null): KnownToken {
  if (!token)
    throw new UnauthenticatedError('unknown', 'The token does not exist. Ask an administrator for another token.')
  if (token.isRevoked)
    throw new UnauthenticatedError('revoked', 'The token was revoked. Ask an administrator for another token.')
  if (token.isExpired)
    throw new UnauthenticatedError('expired', 'The token has expired. Ask an administrator for another token.')
  return token
}

async function openWithJwt(token: string, verifyJwt: VerifyJwt): Promise<Session> {
  return {
    viewer: await verifyJwt(token),
    verify: async () => void (await verifyJwt(token)),
    keep: () => () => undefined,
  }
}

/** Checks a session after each refresh of the tokens. While the database cannot be read, no session ends. */
function watchSession(
  { verify, keep }: Session,
  tokens: TokenStates,
  onEnd: (error: UnauthenticatedError) => void,
): () => void {
  const release = keep()
  let isStopped = false
  const stop = (): void => {
    if (isStopped) return
    isStopped = true
    stopListening()
    release()
  }
  const stopListening = tokens.onRefreshed(() => {
    verify().catch((error: unknown) => {
      if (isStopped || !(error instanceof UnauthenticatedError)) return
      stop()
      onEnd(error)
    })
  })
  return stop
}
