import { randomUUID } from 'node:crypto'
import type { Role } from '../../../src/domain/glossary.ts'
import { createSecret, hashSecret } from '../../../src/domain/token.ts'
import type { Queryable } from '../database/givenTree.ts'
import { watchOutput } from '../secrets/outputWatch.ts'
import type { GraphQLAnswer, TestApi } from './withApi.ts'

export interface GivenToken {
  readonly id: string
  readonly secret: string
}

/** Inserts a token. @param expires SQL of the time at which it expires */
export async function givenToken(
  db: Queryable,
  { role = 'ADMIN', within = null, expires = 'NULL' }: { role?: Role; within?: string | null; expires?: string } = {},
): Promise<GivenToken> {
  const token = { id: randomUUID(), secret: createSecret() }
  await db.query(
    `INSERT INTO api_tokens (id, hash, actor, role, within, created_by, expires_at)
     VALUES ($1, $2, $3, $4, $5, 'test', ${expires})`,
    [token.id, Buffer.from(hashSecret(token.secret), 'hex'), `holder of ${role}`, role, within],
  )
  return token
}

export async function revoke(db: Queryable, { id }: GivenToken): Promise<void> {
  await db.query(`UPDATE api_tokens SET revoked_at = timezone('utc', now()) WHERE id = $1`, [id])
}

export const bearer = (secret: string): { authorization: string } => ({ authorization: `Bearer ${secret}` })

/** Sends an operation over HTTP with these headers. */
export async function ask<Data = Record<string, unknown>>(
  { app }: Pick<TestApi, 'app'>,
  headers: Record<string, string>,
  query = '{ viewer { actor role } }',
  variables: object = {},
): Promise<{ status: number; headers: Record<string, unknown>; body: GraphQLAnswer<Data> }> {
  const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query, variables }, headers })
  const { data, errors } = response.json<GraphQLAnswer<Data>>() // without what it cost
  watchOutput('errors of a response', JSON.stringify(errors ?? []))
  return { status: response.statusCode, headers: response.headers, body: { data, ...(errors && { errors }) } }
}
