import { createHash } from 'node:crypto'
import { errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'
import { DomainError } from '../domain/errors.ts'
import { roles, type Role } from '../domain/glossary.ts'
import { isObject, parseId } from '../domain/input.ts'
import { parseActor, type Viewer } from '../domain/viewer.ts'
import { UnauthenticatedError } from './UnauthenticatedError.ts'

/** Names of the claims that become the caller. A name that begins with `/` is a JSON Pointer (RFC 6901) to a nested claim. */
export interface JwtClaims {
  readonly actor: string
  readonly role: string
  readonly within: string
  /** Whether a token without the claim `within` is refused. Otherwise it is not limited to a subtree. */
  readonly isWithinRequired: boolean
}

export interface JwtOptions {
  readonly keys: { readonly remote: RemoteKeys } | { readonly secret: Uint8Array }
  readonly issuer: string
  readonly audience: string
  readonly claims: JwtClaims
}

/** The public keys of an identity provider. */
export interface RemoteKeys {
  readonly find: JWTVerifyGetKey
  /**
   * Changes when the keys change: tokens that were verified with other keys are then verified again. Reads the keys if they are
   * due, and waits for the result if the known keys are too old.
   */
  readonly version: () => number | Promise<number>
}

/**
 * Verifies a JSON Web Token.
 * @throws {UnauthenticatedError} if it is not valid now
 * @throws {UnavailableError} if the keys of the identity provider cannot be read
 */
export type VerifyJwt = (token: string) => Promise<Viewer>

const clockSkewSeconds = 60
/** Larger tokens are refused before they are decoded. */
const maxTokenLength = 8 * 1024
const maxCached = 10_000
/** Value of the claim `within` of a caller that is not limited to a subtree. */
const unlimited = '*'

/** Creates the verifier of JSON Web Tokens. It remembers verified tokens by their hash until they expire. */
export function createVerifyJwt({ keys, issuer, audience, claims }: JwtOptions): VerifyJwt {
  const verified = new LRUCache<string, { readonly viewer: Viewer; readonly validUntil: number; version: number }>({
    max: maxCached,
  })
  const version = 'remote' in keys ? keys.remote.version : () => 0
  const checks = { issuer, audience, clockTolerance: clockSkewSeconds, requiredClaims: ['exp'] }
  const verify = async (token: string): Promise<JWTPayload> => {
    const { payload } =
      'remote' in keys
        ? // never a symmetric algorithm: the public key would be its secret
          await jwtVerify(token, keys.remote.find, { ...checks, algorithms: ['RS256', 'ES256', 'EdDSA', 'Ed25519'] })
        : await jwtVerify(token, keys.secret, { ...checks, algorithms: ['HS256'] })
    return payload
  }
  return async (token) => {
    if (token.length > maxTokenLength)
      throw new UnauthenticatedError(
        'malformed',
        `The token has ${token.length} characters; at most ${maxTokenLength} are allowed. Ask the identity provider for a smaller token.`,
      )
    const hash = createHash('sha256').update(token).digest('base64')
    const known = verified.get(hash)
    const current = await version() // before the verification: the keys can change during it
    if (known?.version === current) {
      if (Date.now() < known.validUntil) return known.viewer
      throw hasExpired()
    }
    const payload = await verify(token).catch((error: unknown) => {
      throw explain(error)
    })
    const viewer = viewerOf(payload, claims)
    const validUntil = (payload.exp ?? 0) * 1_000 + clockSkewSeconds * 1_000
    verified.set(hash, { viewer, validUntil, version: current })
    return viewer
  }
}

function hasExpired(): UnauthenticatedError {
  return new UnauthenticatedError('expired', 'The token has expired. Ask the identity provider for another token.')
}

/** The error for the client: it names the failed check, and contains no part of the token. */
function explain(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return hasExpired()
  if (error instanceof errors.JWTClaimValidationFailed)
    return invalid(`${describeClaim(error.claim)} of the token is missing or not accepted.`)
  if (error instanceof errors.JWKSNoMatchingKey)
    return invalid('The identity provider has no key with the `kid` of the token.')
  return error instanceof errors.JOSEError
    ? invalid('The token is not valid: its format, algorithm or signature is not accepted.')
    : error
}

function invalid(problem: string): UnauthenticatedError {
  return new UnauthenticatedError('invalid', `${problem} Ask the identity provider for another token.`)
}

/** The names of the claims that the server checks. Any other name comes from the token, so the message omits it. */
function describeClaim(claim: string): string {
  return ['iss', 'aud', 'exp', 'nbf', 'iat'].includes(claim) ? `The claim \`${claim}\`` : 'A claim'
}

/** @throws {UnauthenticatedError} if a claim is missing or malformed */
function viewerOf(payload: JWTPayload, claims: JwtClaims): Viewer {
  return {
    actor: readClaim(payload, claims.actor, 'a name of 1 to 255 visible characters', (value) =>
      parseActor(value, ['actor']),
    ),
    role: readRole(payload, claims.role),
    within: readWithin(payload, claims),
    expiresAt: payload.exp === undefined ? null : new Date(payload.exp * 1_000),
    onBehalfOf: null,
    source: 'jwt',
  }
}

/** The claim has a value for `no limit`: a claim that the provider omits must not give access to the whole hierarchy. */
function readWithin(payload: JWTPayload, { within, isWithinRequired }: JwtClaims): string | null {
  const value = claimOf(payload, within)
  if (value === undefined && !isWithinRequired) return null
  return value === unlimited
    ? null
    : readClaim(payload, within, `a UUID or ${unlimited}`, (value) => parseId(value, ['within']))
}

/** The claim of many providers is a list, which also has roles of other applications. The highest known role counts. */
function readRole(payload: JWTPayload, name: string): Role {
  const listed = [claimOf(payload, name)].flat()
  const role = roles.findLast((known) => listed.includes(known))
  if (role !== undefined) return role
  throw invalid(`The claim \`${name}\` of the token is not one of ${roles.join(', ')}, or a list that contains one.`)
}

function readClaim<Value>(
  payload: JWTPayload,
  name: string,
  expected: string,
  parse: (value: string) => Value | undefined,
): Value {
  const value = claimOf(payload, name)
  const parsed = typeof value === 'string' ? tryParse(() => parse(value)) : undefined
  if (parsed !== undefined) return parsed
  throw invalid(`The claim \`${name}\` of the token is not ${expected}.`)
}

/** The names of claims may contain dots: `https://example.com/role`. A JSON Pointer is therefore the unambiguous path. */
function claimOf(payload: JWTPayload, name: string): unknown {
  const keys = name.startsWith('/') ? name.slice(1).split('/').map(unescapeKey) : [name]
  return keys.reduce<unknown>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    payload,
  )
}

function unescapeKey(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~')
}

function tryParse<Value>(parse: () => Value): Value | undefined {
  try {
    return parse()
  } catch (error) {
    if (error instanceof DomainError) return undefined
    throw error
  }
}
