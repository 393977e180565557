import { describe, expect, test } from 'vitest'
import { connectRaw } from '../support/api/rawSocket.ts'
import { withApi } from '../support/api/withApi.ts'
import { withSockets } from '../support/api/withSockets.ts'

const api = withApi()
const sockets = withSockets(api)

const statusOf = async (host: string): Promise<number> => {
  const payload = { query: '{ __typename }' }
  return (await api.app.inject({ method: 'POST', url: '/graphql', headers: { host }, payload })).statusCode
}

describe('a request is accepted if its Host header is', () => {
  test.each([
    'localhost',
    'localhost:4000',
    'LOCALHOST',
    'LocalHost:80',
    'localhost.',
    'localhost.:4000',
    '127.0.0.1',
    '127.1.2.3:4000',
    '[::1]',
    '[::1]:4000',
    '[0:0:0:0:0:0:0:1]:4000',
    '[0000:0000:0000:0000:0000:0000:0000:0001]',
    '[::ffff:127.0.0.1]:4000',
    '[::FFFF:7F00:1]',
  ])('%s', async (host) => {
    expect(await statusOf(host)).toBe(200)
  })
})

test.each([
  ['with the header Via', 'HTTP/1.1', 'Via: 1.1 proxy\r\n'],
  ['with the header X-Real-IP', 'HTTP/1.1', 'X-Real-IP: 192.0.2.7\r\n'],
  ['of HTTP/1.0, as nginx sends by default', 'HTTP/1.0', ''],
])('a request %s is refused, because every client of a proxy would be an administrator', async (_, version, header) => {
  const body = '{"query":"{ __typename }"}'
  const socket = connectRaw(
    sockets.url,
    `POST /graphql ${version}\r\nHost: 127.0.0.1:4000\r\n${header}Content-Type: application/json\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  let received = ''
  for await (const chunk of socket.setEncoding('utf8')) received += String(chunk)
  expect(received).toMatch(/ 403 [^]*comes through a proxy/)
})

describe('a request is refused if its Host header is', () => {
  test.each([
    'rebound.example.com',
    'localhost.example.com',
    'localhost..',
    'evil-localhost',
    'localhost@evil.example.com',
    '127.0.0.1.example.com',
    '128.0.0.1',
    '[::2]',
    '[::ffff:10.0.0.1]',
    '[::1]x',
    '0.0.0.0',
  ])('%s', async (host) => {
    expect(await statusOf(host)).toBe(403)
  })
})
