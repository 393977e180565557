import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { createSecret } from '../../src/domain/token.ts'
import { findSecrets } from '../support/secrets/findSecrets.ts'
import { takeLeaks } from '../support/secrets/outputWatch.ts'

// The watch on the output of all tests finds secrets. Other tests rely on it.

const jwt = `eyJ${'a'.repeat(20)}.eyJ${'b'.repeat(40)}.${'c'.repeat(43)}`

test('secrets with a correct checksum and signed JSON Web Tokens are found', () => {
  const secret = createSecret()
  expect(findSecrets(`{"authorization":"Bearer ${secret}","other":"${jwt}"}`)).toHaveLength(2)
  expect(findSecrets('METRICS_TOKEN=0123456789abcdef', ['0123456789abcdef'])).toHaveLength(1)
  expect(findSecrets(`${secret.slice(0, -1)}~ shtk_${'0'.repeat(49)} ${jwt.slice(0, -43)}`)).toEqual([])
})

test('the output of processes is watched, except for a command that creates a token', async () => {
  const secret = createSecret()
  const run = (...args: string[]) =>
    once(
      spawn(process.execPath, ['-e', 'console.log(process.env.SECRET); console.error(process.env.SECRET)', ...args], {
        env: { SECRET: secret },
      }),
      'close',
    )
  await run()
  expect(takeLeaks()).toHaveLength(2)
  await run('token', 'create')
  expect(takeLeaks()).toEqual([expect.stringMatching(/^stderr of .*: shtk_/)])
})
