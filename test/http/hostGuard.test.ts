import { describe, expect, test } from 'vitest'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()

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
