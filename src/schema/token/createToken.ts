import { NotFoundError } from '../../domain/errors.ts'
import { fetchToken } from '../../resolvers/node/fetchNode.ts'
import { createToken } from '../../resolvers/token/createToken.ts'
import { Role } from '../errors.ts'
import { mutation } from '../mutation.ts'
import { DateTime } from '../scalars.ts'
import { Token } from './Token.ts'

mutation('createToken', {
  description:
    'Creates an API token. The secret is returned once, and cannot be read again. A repeated request creates another token. The token cannot have a higher role or a larger subtree than the caller. Writes no event.',
  input: {
    description: 'The new token.',
    fields: (t) => ({
      actor: t.string({
        required: true,
        description: 'Name of the callers that use the token, for the event log: 1 to 255 visible characters.',
      }),
      role: t.field({ type: Role, required: true, description: 'Role of the callers that use the token.' }),
      within: t.id({
        description:
          'UUID of the supervisor at the top of the subtree to which the token is limited. Null: the whole hierarchy, which a caller that is limited to a subtree cannot grant.',
      }),
      expiresAt: t.field({
        type: DateTime,
        description: 'Time at which the token expires, at most ten years from now. Default: 90 days from now.',
      }),
      neverExpires: t.boolean({
        defaultValue: false,
        description: 'If true, the token never expires. Cannot be combined with `expiresAt`.',
      }),
      description: t.string({ description: 'Purpose of the token, at most 10,000 characters.' }),
    }),
  },
  payload: {
    description: 'New token, and its secret.',
    fields: (t) => ({
      token: t.field({
        type: Token,
        description: 'Token, as it is now.',
        resolve: ({ tokenId }, _args, ctx) => fetchToken(tokenId, ctx),
      }),
      secret: t.exposeString('secret', {
        description: 'Secret, for `Authorization: Bearer <secret>`. Store it now: the server keeps only its hash.',
      }),
    }),
  },
  errors: [NotFoundError],
  useCase: createToken,
})
