import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { hashSecret, isSecret } from '../../src/domain/token.ts'
import { givenTree } from '../support/database/givenTree.ts'
import { withDatabase } from '../support/database/withDatabase.ts'
import { programMain } from '../support/process/serverProcess.ts'

const db = withDatabase()
const root = fileURLToPath(new URL('../..', import.meta.url))

function run(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const command = [programMain, 'token', ...args]
  const env = { ...process.env, DATABASE_URL: db.url }
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr })
    })
  })
}

test('a token is created, listed and revoked; the secret alone is on standard output', async () => {
  const id = await givenTree(db.pool, 'root > mine')
  const created = await run(
    ...['create', '--actor', 'ops', '--role', 'ADMIN', '--within', id('mine')],
    ...['--expires', '12h', '--description', 'first\tone'],
  )
  expect(created).toMatchObject({ code: 0, stdout: expect.stringMatching(/^shtk_\w{49}\n$/) as string })
  const secret = created.stdout.trim()
  expect(isSecret(secret)).toBe(true)
  expect(created.stderr).not.toContain(secret.slice(0, 12))
  const [, tokenId = ''] = /^Created token (\S+) for ops: role ADMIN, the subtree of /m.exec(created.stderr) ?? []

  const { rows } = await db.pool.query<{ hash: Buffer; hours: number; createdBy: string; user: string }>(
    `SELECT hash, created_by AS "createdBy", session_user AS user,
       round(extract(epoch FROM expires_at - timezone('utc', now())) / 3600)::int AS hours FROM api_tokens`,
  )
  expect(rows).toMatchObject([{ hash: Buffer.from(hashSecret(secret), 'hex'), hours: 12, createdBy: rows[0]?.user }])

  const listed = await run('list')
  expect(listed.stdout.split('\n')[1]?.split('\t')).toEqual([
    ...[tokenId, 'active', 'ADMIN', 'ops', id('mine')],
    ...[expect.stringMatching(/Z$/) as string, '-', 'first one'],
  ])
  await db.pool.query(`UPDATE api_tokens SET description = E'a\\x1b[2J\\nb\\u009b31m\\u202e'`)
  expect((await run('list')).stdout).toMatch(/\ta \[2J b 31m \n$/)
  expect(await run('revoke', tokenId)).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Revoked/m) as string })
  expect(await run('revoke', tokenId)).toMatchObject({ code: 0, stderr: expect.stringMatching(/already/) as string })
  expect((await run('list')).stdout).toContain('\trevoked\t')
})

test.each([
  [1, ['revoke', '00000000-0000-4000-8000-000000000000'], /^No token has the id/m],
  [1, ['revoke', 'x'], /^id: expected a UUID/m],
  [
    1,
    ['create', '--actor', 'ops', '--role', 'READ', '--expires', 'soon'],
    /^--expires: expected a lifetime such as 90d/m,
  ],
  [
    1,
    ['create', '--actor', 'ops', '--role', 'READ', '--within', '00000000-0000-4000-8000-000000000000'],
    /^--within: no supervisor/m,
  ],
  [1, ['create', '--actor', ' ', '--role', 'READ'], /^--actor: expected 1 to 255 characters/m],
  [
    1,
    ['create', '--actor', 'local', '--role', 'READ'],
    /^--actor: expected a name that the server itself does not use, got local/m,
  ],
  [
    2,
    ['create', '--actor', 'ops', '--role', 'root'],
    /^--role: expected one of READ, REPORT, OPERATE, ADMIN, got root/m,
  ],
  [2, ['create', '--role', 'READ'], /^--actor: expected a name/m],
  [2, ['delete'], /^Expected create, list, or revoke/m],
  [2, ['create', '--unknown'], /Unknown option/],
  [2, ['list', '--url', 'postgresql://127.0.0.1:1/none'], /^No PostgreSQL server responds at 127.0.0.1:1/m],
])('exit code %i for %j', async (code, args, message) => {
  expect(await run(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(message) as string })
})
