import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createTokenStates } from '../../src/auth/tokenStates.ts'
import { createSecret, hashSecret } from '../../src/domain/token.ts'
import { givenToken } from '../support/api/withTokens.ts'
import { withApi } from '../support/api/withApi.ts'

const api = withApi()

test('lookups of unknown secrets that come one after the other share statements', async () => {
  const states = createTokenStates(api.db.on('tokens'), () => undefined)
  await states.find(hashSecret(createSecret()))
  const before = api.statements.length
  const lookups: unknown[] = []
  for (let i = 0; i < 50; i++) {
    lookups.push(states.find(hashSecret(createSecret())))
    await turn()
  }
  expect(await Promise.all(lookups)).toEqual(Array(50).fill(null))
  expect(api.statements.length - before).toBeLessThan(25)
})

test('a refresh that fails is reported, and WebSockets are checked nevertheless', async () => {
  const { secret } = await givenToken(api.pool)
  const failures: unknown[] = []
  const db = api.db.on('tokens')
  const gone = new Error('the database is gone')
  let isGone = false
  const states = createTokenStates(
    { query: (statement) => (isGone ? Promise.reject(gone) : db.query(statement)) },
    (error) => failures.push(error),
  )
  const hash = hashSecret(secret)
  expect(await states.find(hash)).toMatchObject({ role: 'ADMIN' })
  const release = states.watch(hash)
  let checks = 0
  states.onRefreshed(() => (checks += 1))
  isGone = true
  await states.refresher.start()
  expect({ failures, checks }).toEqual({ failures: [gone], checks: 1 })
  release()
  await states.refresher.stop()
})
