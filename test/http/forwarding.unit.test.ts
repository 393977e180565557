import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { createForwarding } from '../../src/http/forwarding.ts'

const forwarding = createForwarding(['10.0.0.5', '10.1.0.0/16'])

function requestFrom(remoteAddress: string, headers: Record<string, string> = {}): IncomingMessage {
  const request = new IncomingMessage(Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress }))
  request.headers = { host: 'server.internal', ...headers }
  return request
}
const headers = { 'x-forwarded-for': '192.0.2.7', 'x-forwarded-host': 'hierarchy.example.com' }
const seen = (request: IncomingMessage, by = forwarding) => [by.addressOf(request), by.hostOf(request)]

describe('the address and the host of a client', () => {
  test.each(['10.0.0.5', '10.1.2.3', '::ffff:10.0.0.5'])(
    'are those that the trusted proxy %s has forwarded',
    (proxy) => {
      expect(seen(requestFrom(proxy, headers))).toEqual(['192.0.2.7', 'hierarchy.example.com'])
    },
  )

  test.each(['10.0.0.6', '192.0.2.1', '127.0.0.1', '::1'])('are not those that %s has forwarded', (client) => {
    expect(seen(requestFrom(client, headers))).toEqual([client, 'server.internal'])
  })

  test('are never forwarded without trusted proxies', () => {
    expect(seen(requestFrom('127.0.0.1', headers), createForwarding([]))).toEqual(['127.0.0.1', 'server.internal'])
  })

  test('are its own if a trusted proxy has forwarded none', () => {
    expect(seen(requestFrom('10.0.0.5'))).toEqual(['10.0.0.5', 'server.internal'])
    expect(seen(requestFrom('10.0.0.5', { 'x-forwarded-host': '' }))).toEqual(['10.0.0.5', 'server.internal'])
  })

  test('come from the nearest proxy: a client can send the first entries itself', () => {
    const forged = {
      'x-forwarded-for': '203.0.113.9, 192.0.2.7',
      'x-forwarded-host': 'forged.example.com, hierarchy.example.com',
    }
    expect(seen(requestFrom('10.0.0.5', forged))).toEqual(['192.0.2.7', 'hierarchy.example.com'])
    expect(seen(requestFrom('10.0.0.5', { ...forged, 'x-forwarded-for': '192.0.2.7, 10.1.0.1' }))).toEqual([
      '192.0.2.7',
      'hierarchy.example.com',
    ])
  })
})
