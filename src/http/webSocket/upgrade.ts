import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

/**
 * Ignores the offer of another protocol than WebSocket, as Node.js does while nothing listens for upgrades: puts the
 * request back without the offer, to be read again. Java's HTTP client offers HTTP/2 with each request.
 * @returns whether the request offered another protocol; the caller then emits `connection` with the socket
 */
export function ignoreOtherProtocol(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
  if (request.headers.upgrade?.toLowerCase() === 'websocket') return false
  const { method, url, httpVersion, rawHeaders } = request
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] ?? ''
    if (!/^(connection|upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[i + 1]}`)
  }
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]))
  return true
}
