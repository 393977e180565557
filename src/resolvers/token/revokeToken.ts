import type { Context } from '../../context.ts'
import { findTokenForUpdate, revokeTokenRow } from '../../db/queries/tokens.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import { NotFoundError } from '../../domain/errors.ts'
import { parseId } from '../../domain/input.ts'

export interface RevokeTokenInput {
  readonly id: string
}

/**
 * Revokes an API token. A repeated request changes nothing.
 * @throws {ValidationError} if the id is not a UUID
 * @throws {NotFoundError} if the token does not exist or the caller cannot see it
 */
export async function revokeToken(
  input: RevokeTokenInput,
  ctx: Context,
): Promise<{ tokenId: string; changed: boolean }> {
  const { viewer } = ctx
  const id = parseId(input.id, ['input', 'id'])
  const result = await inTreeTransaction(ctx, { lock: 'none' }, async (tx) => {
    const token = await findTokenForUpdate(tx, id, viewer.within)
    if (!token) throw new NotFoundError('token', id, ['input', 'id'])
    return { tokenId: id, changed: await revokeTokenRow(tx, id) }
  })
  if (result.changed) ctx.audit({ action: 'token revoked', viewer, token: { id } })
  return result
}
