import { randomUUID } from 'node:crypto'
import type { Context } from '../../context.ts'
import { insertToken } from '../../db/queries/tokens.ts'
import { inTreeTransaction } from '../../db/treeTransaction.ts'
import type { Role } from '../../domain/glossary.ts'
import { parseOptionalId, parseText } from '../../domain/input.ts'
import { assertMayGrant, createSecret, hashSecret, parseExpiry } from '../../domain/token.ts'
import { parseActor } from '../../domain/viewer.ts'
import { requireSupervisor } from '../supervisor/requireSupervisor.ts'

export interface CreateTokenInput {
  readonly actor: string
  readonly role: Role
  readonly within?: string | null | undefined
  readonly expiresAt?: Date | null | undefined
  readonly neverExpires?: boolean | null | undefined
  readonly description?: string | null | undefined
}

/**
 * Creates an API token, and returns its secret, which is not stored. A repeated request creates another token.
 * @throws {ValidationError} if a field is malformed, or the caller is limited to a subtree and the token is not
 * @throws {ForbiddenError} if the role is above that of the caller
 * @throws {NotFoundError} if the supervisor of `within` does not exist or the caller cannot see it
 */
export async function createToken(input: CreateTokenInput, ctx: Context): Promise<{ tokenId: string; secret: string }> {
  const { viewer } = ctx
  const secret = createSecret()
  const token = {
    id: randomUUID(),
    hash: Buffer.from(hashSecret(secret), 'hex'),
    actor: parseActor(input.actor, ['input', 'actor']),
    role: input.role,
    within: parseOptionalId(input.within, ['input', 'within']),
    description: parseText(input.description, ['input', 'description']),
    expiresAt: parseExpiry(
      { expiresAt: input.expiresAt ?? null, neverExpires: input.neverExpires ?? false },
      new Date(),
      ['input', 'expiresAt'],
    ),
  }
  assertMayGrant(viewer, token.role, token.within, ['input', 'within'])
  const result = await inTreeTransaction(ctx, { lock: 'none' }, async (tx) => {
    if (token.within !== null) await requireSupervisor(tx, token.within, viewer, ['input', 'within'])
    await insertToken(tx, token, viewer.actor)
    return { tokenId: token.id, secret }
  })
  const { id, actor, role, within, expiresAt } = token
  ctx.audit({ action: 'token created', viewer, token: { id, actor, role, within, expiresAt } })
  return result
}
