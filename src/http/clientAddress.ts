import proxyAddress from '@fastify/proxy-addr'
import type { IncomingMessage } from 'node:http'

/** Returns the address of the client of a request. Trusts `X-Forwarded-For` from the trusted proxies only. */
export function createClientAddress(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
  const isTrusted = proxyAddress.compile([...trustedProxies])
  return (request) => (trustedProxies.length === 0 ? undefined : proxyAddress(request, isTrusted)) ?? directly(request)
}

function directly({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? 'unknown' // the client has disconnected
}
