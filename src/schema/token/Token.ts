import type { TokenRow } from '../../db/queries/rows.ts'
import { findSupervisor } from '../../resolvers/node/findNode.ts'
import { builder } from '../builder.ts'
import { Role } from '../errors.ts'
import { DateTime } from '../scalars.ts'
import { Supervisor } from '../types.ts'

export const Token = builder.objectRef<TokenRow>('Token').implement({
  description: 'API token. Its secret is returned once, by `createToken`, and not stored.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID of the token. It is not secret.' }),
    actor: t.exposeString('actor', { description: 'Name of the callers that use the token, in the event log.' }),
    role: t.expose('role', { type: Role, description: 'Role of the callers that use the token.' }),
    withinId: t.exposeID('within', {
      nullable: true,
      description:
        'UUID of the supervisor at the top of the subtree to which the token is limited; null if it is not limited. It stays when the supervisor moves, is terminated or is deleted.',
    }),
    within: t.field({
      type: Supervisor,
      nullable: true,
      description:
        'Supervisor at the top of that subtree, as it is now; null if the token is not limited, or the supervisor was deleted.',
      resolve: ({ within }, _args, ctx) => (within === null ? null : findSupervisor(within, ctx)),
    }),
    description: t.exposeString('description', {
      nullable: true,
      description: 'Purpose of the token; null if none was given.',
    }),
    createdAt: t.expose('createdAt', { type: DateTime, description: 'Time of the creation.' }),
    createdBy: t.exposeString('createdBy', {
      description: 'Actor that created the token. For `npm run token`: its database role.',
    }),
    expiresAt: t.expose('expiresAt', {
      type: DateTime,
      nullable: true,
      description: 'Time at which the token expires; null if it does not expire.',
    }),
    revokedAt: t.expose('revokedAt', {
      type: DateTime,
      nullable: true,
      description: 'Time at which the token was revoked; null if it was not revoked.',
    }),
    lastUsedAt: t.expose('lastUsedAt', {
      type: DateTime,
      nullable: true,
      description:
        'Time of the last recorded use; the server records at most one use per minute. Null if the token was never used.',
    }),
  }),
})
