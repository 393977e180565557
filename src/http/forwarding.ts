import proxyAddress from '@fastify/proxy-addr'
import type { IncomingMessage } from 'node:http'

/** What the client of a request has sent, although the request may come through proxies. */
export interface Forwarding {
  /** Address of the client. */
  readonly addressOf: (request: IncomingMessage) => string
  /** The host that the client has asked for. */
  readonly hostOf: (request: IncomingMessage) => string
}

/**
 * Trusts the headers `X-Forwarded-…` from the trusted proxies only. Fastify does the same for its requests, and does not know
 * handshakes of WebSockets.
 */
export function createForwarding(trustedProxies: readonly string[]): Forwarding {
  const isTrusted = proxyAddress.compile([...trustedProxies])
  return {
    addressOf: (request) =>
      (trustedProxies.length === 0 ? undefined : proxyAddress(request, isTrusted)) ?? directly(request),
    hostOf(request) {
      const { host = '', 'x-forwarded-host': forwarded } = request.headers
      // several proxies append to one header: the last entry is that of the nearest one
      return forwarded !== undefined && isTrusted(directly(request), 0)
        ? String(forwarded).split(',').at(-1)?.trim() || host
        : host
    },
  }
}

function directly({ socket }: IncomingMessage): string {
  return socket.remoteAddress ?? 'unknown' // the client has disconnected
}
