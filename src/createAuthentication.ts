import type { FastifyBaseLogger } from 'fastify'
import { setTimeout as sleep } from 'node:timers/promises'
import { createAuthenticate, type Authenticate } from './auth/authenticate.ts'
import { createFailedAttempts } from './auth/failedAttempts.ts'
import { createVerifyJwt, type VerifyJwt } from './auth/jwt.ts'
import { createRemoteKeys } from './auth/remoteKeys.ts'
import { createTokenStates } from './auth/tokenStates.ts'
import { ConfigError, type Config } from './config.ts'
import { commandWith } from './db/commandName.ts'
import type { Database } from './db/database.ts'
import { isLoopback } from './loopback.ts'
import type { Metrics } from './observability/metrics.ts'

export interface AuthenticationOptions {
  readonly config: Pick<
    Config,
    | 'host'
    | 'trustProxy'
    | 'publicUrl'
    | 'authJwksUrl'
    | 'authJwtSecret'
    | 'authIssuer'
    | 'authAudience'
    | 'authActorClaim'
    | 'authRoleClaim'
    | 'authWithinClaim'
    | 'metricsToken'
  >
  readonly db: Database
  readonly logger: FastifyBaseLogger
  readonly metrics: Metrics
}

export interface Authentication {
  readonly authenticate: Authenticate
  /** Whether callers need credentials; undefined while it is not known whether a token exists. */
  readonly isRequired: () => boolean | undefined
  /**
   * Resolves when it is known whether a token exists.
   * @throws {ConfigError} if other machines can reach the server, and no caller could authenticate
   */
  start(): Promise<void>
  stop(): Promise<void>
}

/**
 * Composes the authentication of a server. Callers need credentials if a token exists, if the settings name a
 * source of JSON Web Tokens, or if other machines can reach the server. Otherwise every caller is the local administrator.
 */
export function createAuthentication({ config, db, logger, metrics }: AuthenticationOptions): Authentication {
  const verifyJwt = createJwt(config, logger)
  const tokens = createTokenStates(db.on('tokens'), (error) => {
    logger.warn({ err: error }, 'reading the API tokens failed; retrying')
  })
  let isStopped = false
  const exposure = describeExposure(config)
  const isRequired = (): boolean | undefined => verifyJwt !== undefined || exposure !== null || tokens.exist()
  return {
    isRequired,
    authenticate: createAuthenticate({
      isRequired,
      tokens,
      verifyJwt,
      countFailure: createFailedAttempts(),
      onFailure: ({ failure, message }, address, { toLog }) => {
        metrics.authenticationFailures.inc({ failure })
        if (toLog > 0)
          logger.warn({ failure, reason: message, remoteAddress: address, attempts: toLog }, 'authentication failed')
      },
    }),
    async start() {
      if (!isLoopback(config.host) && config.metricsToken === undefined)
        logger.warn(
          { host: config.host },
          '/metrics needs no credentials: set METRICS_TOKEN, or keep it in a private network',
        )
      await tokens.refresher.start()
      while (tokens.exist() === undefined && !isStopped) await sleep(100)
      if (exposure !== null && verifyJwt === undefined && tokens.exist() === false)
        throw new ConfigError(
          `${exposure} lets other machines reach the server, and no caller could authenticate. Create a token first: ${commandWith('token', 'create --actor ops --role ADMIN')}. Or set AUTH_JWKS_URL, AUTH_ISSUER and AUTH_AUDIENCE.`,
        )
    },
    async stop() {
      isStopped = true
      await tokens.refresher.stop()
    },
  }
}

/** The setting by which other machines can reach the server; null if they cannot. */
function describeExposure({ host, trustProxy, publicUrl }: AuthenticationOptions['config']): string | null {
  if (!isLoopback(host)) return `HOST: ${host}`
  if (trustProxy.length > 0) return 'TRUST_PROXY'
  return publicUrl === undefined ? null : 'PUBLIC_URL'
}

function createJwt(config: AuthenticationOptions['config'], logger: FastifyBaseLogger): VerifyJwt | undefined {
  const { authJwksUrl, authJwtSecret, authIssuer = '', authAudience = '' } = config
  const claims = {
    actor: config.authActorClaim,
    role: config.authRoleClaim,
    within: config.authWithinClaim ?? 'within',
    isWithinRequired: config.authWithinClaim !== undefined,
  }
  const options = { issuer: authIssuer, audience: authAudience, claims }
  if (authJwtSecret !== undefined)
    return createVerifyJwt({ ...options, keys: { secret: new TextEncoder().encode(authJwtSecret) } })
  if (authJwksUrl === undefined) return undefined
  const onError = (error: unknown): void => {
    logger.warn({ err: error }, 'reading the keys of the identity provider failed; the known keys stay in use')
  }
  return createVerifyJwt({ ...options, keys: { remote: createRemoteKeys({ url: authJwksUrl, onError }) } })
}
