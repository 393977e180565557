import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, type JWK } from 'jose'
import { Provider, type JWKS } from 'oidc-provider'
import { afterAll } from 'vitest'

/** An OpenID provider of the package `oidc-provider`, on a port of the loopback interface. */
export interface IdentityProvider {
  readonly issuer: string
  readonly jwksUrl: string
  /** Requests a token by the grant `client_credentials`. @param resource the audience of the token */
  tokenFor(client: string, resource: string): Promise<string>
  /** Signs with a new key from now on. The previous keys stay published. */
  addKey(): Promise<void>
  /** Publishes only the newest key. */
  withdrawOldKeys(): void
}

const clientSecret = 'a secret that all clients of the tests share'

/**
 * Starts a provider that stops after the test file.
 * @param clients the claims in the tokens of each client, besides those of the standards
 */
export async function givenIdentityProvider(
  clients: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
): Promise<IdentityProvider> {
  let keys: JWK[] = []
  let handle: ReturnType<Provider['callback']> | undefined
  const server = createServer((request, response) => {
    void handle?.(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}` // of a TCP server that listens
  /** A provider reads its keys only when it is created. */
  const publish = (published: JWK[]): void => {
    keys = published
    handle = createProvider(issuer, clients, { keys }).callback()
  }
  const addKey = async (): Promise<void> => {
    publish([await newKey(`key ${keys.length + 1}`), ...keys])
  }
  await addKey()
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`)
  const { jwks_uri: jwksUrl } = (await discovery.json()) as { jwks_uri: string }
  return {
    issuer,
    jwksUrl,
    addKey,
    withdrawOldKeys() {
      publish(keys.slice(0, 1))
    },
    async tokenFor(client, resource) {
      const response = await fetch(`${issuer}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          client_id: client,
          client_secret: clientSecret,
          resource,
        }),
      })
      const body = (await response.json()) as { access_token?: string }
      if (body.access_token === undefined) throw new Error(`the provider issued no token: ${JSON.stringify(body)}`)
      return body.access_token
    },
  }
}

async function newKey(kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kid, alg: 'ES256', use: 'sig' }
}

function createProvider(issuer: string, clients: Readonly<Record<string, object>>, jwks: JWKS): Provider {
  return new Provider(issuer, {
    jwks,
    clients: Object.keys(clients).map((id) => ({
      client_id: id,
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_post',
      id_token_signed_response_alg: 'ES256',
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    })),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, resource) => ({
          scope: '',
          audience: resource,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
    ttl: { ClientCredentials: 300 },
    extraTokenClaims: (_context, token) => ({ ...clients[token.clientId ?? ''] }),
  })
}
