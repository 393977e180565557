import sql, { type Sql } from 'sql-template-tag'
import type { Role, SupervisorId } from '../../domain/glossary.ts'
import type { Queryable } from '../database.ts'
import type { Tx } from '../treeTransaction.ts'
import { select } from './fragments/rowShape.ts'
import { tokenRow, type TokenRow } from './rows.ts'

export interface NewToken {
  readonly id: string
  readonly hash: Buffer
  readonly actor: string
  readonly role: Role
  readonly within: SupervisorId | null
  readonly description: string | null
  readonly expiresAt: Date | null
}

/** @param createdBy null: the role of the session, as for the actor of events */
export async function insertToken(db: Queryable | Tx, token: NewToken, createdBy: string | null): Promise<void> {
  const { id, hash, actor, role, within, description, expiresAt } = token
  await db.query(
    sql`INSERT INTO api_tokens (id, hash, actor, role, within, description, created_by, expires_at)
      VALUES (${id}, ${hash}, ${actor}, ${role}, ${within}, ${description}, coalesce(${createdBy}, session_user), ${inUtc(expiresAt)}::timestamp(3))`,
  )
}

/** The columns hold UTC without a zone. */
function inUtc(time: Date | null): string | null {
  return time && time.toISOString().slice(0, -1)
}

/** Whether the token `a` is limited to the subtree of `root`, or to a part of it, and the supervisor of the token exists. */
export function isOfSubtree(root: SupervisorId): Sql {
  return sql`EXISTS (SELECT FROM supervisors s WHERE s.id = a.within AND s.path @> ARRAY[${root}::uuid])`
}

/** Rows in any order; unknown ids have no row. */
export function fetchTokens(db: Queryable, ids: readonly string[]): Promise<TokenRow[]> {
  return db.query<TokenRow>(sql`${select(tokenRow)} WHERE a.id = ANY (${ids}::uuid[])`)
}

/** Locks the row until the transaction ends. Null if there is no such token in the subtree of `boundary`. */
export async function findTokenForUpdate(
  db: Queryable,
  id: string,
  boundary: SupervisorId | null,
): Promise<TokenRow | null> {
  const [row] = await db.query<TokenRow>(
    boundary === null
      ? sql`${select(tokenRow)} WHERE a.id = ${id} FOR UPDATE OF a`
      : sql`${select(tokenRow)} WHERE a.id = ${id} AND ${isOfSubtree(boundary)} FOR UPDATE OF a`,
  )
  return row ?? null
}

/** Revokes a token that is not revoked yet. @returns whether this call revoked it */
export async function revokeTokenRow(db: Queryable, id: string): Promise<boolean> {
  const revoked = await db.query(
    sql`UPDATE api_tokens SET revoked_at = timezone('utc', clock_timestamp()) WHERE id = ${id} AND revoked_at IS NULL RETURNING id`,
  )
  return revoked.length > 0
}

/** The state of a token, for authentication. */
export interface TokenState {
  readonly id: string
  /** Hash of the secret, in hexadecimal digits. */
  readonly hash: string
  readonly actor: string
  readonly role: Role
  readonly within: SupervisorId | null
  readonly expiresAt: Date | null
  /** Milliseconds until it expires, by the clock of the database; null if it does not expire. Negative if it has expired. */
  readonly expiresInMs: number | null
  readonly isRevoked: boolean
}

/** Rows in any order; unknown hashes have no row. @param hashes in hexadecimal digits */
export function fetchTokenStates(db: Queryable, hashes: readonly string[]): Promise<TokenState[]> {
  return db.query<{ [Field in keyof TokenState]: TokenState[Field] }>(
    sql`SELECT a.id, encode(a.hash, 'hex') AS hash, a.actor, a.role, a.within, a.expires_at AS "expiresAt",
        (extract(epoch FROM a.expires_at - timezone('utc', clock_timestamp())) * 1000)::float8 AS "expiresInMs",
        a.revoked_at IS NOT NULL AS "isRevoked"
      FROM unnest(${hashes}::text[]) AS k (hash) JOIN api_tokens a ON a.hash = decode(k.hash, 'hex')`,
  )
}

/** Whether a token exists, even an expired or revoked one. */
export async function fetchAnyToken(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ any: boolean }>(sql`SELECT EXISTS (SELECT FROM api_tokens a) AS "any"`)
  return row?.any ?? false
}

/** Records that tokens were used, at most once a minute for each token, over all servers. */
export async function touchTokens(db: Queryable, ids: readonly string[]): Promise<void> {
  // locked in order, and without waiting: servers that record the same tokens must not meet in a deadlock
  await db.query(
    sql`UPDATE api_tokens SET last_used_at = timezone('utc', clock_timestamp())
      WHERE id IN (
        SELECT a.id FROM api_tokens a
        WHERE a.id = ANY (${ids}::uuid[])
          AND (a.last_used_at IS NULL OR a.last_used_at < timezone('utc', clock_timestamp()) - interval '1 minute')
        ORDER BY a.id FOR UPDATE OF a SKIP LOCKED)`,
  )
}
