/** Why a caller is not authenticated: the label of the metric. */
export type AuthenticationFailure = 'missing' | 'malformed' | 'unknown' | 'expired' | 'revoked' | 'invalid'

/** The credentials of the client are missing or not valid. The message contains no part of them. */
export class UnauthenticatedError extends Error {
  override readonly name = 'UnauthenticatedError'
  constructor(
    readonly failure: AuthenticationFailure,
    message: string,
  ) {
    super(message)
  }
}

export function missingCredentials(): UnauthenticatedError {
  return new UnauthenticatedError('missing', 'Credentials are required. Send `Authorization: Bearer <token>`.')
}
