import { NotFoundError } from '../../domain/errors.ts'
import { fetchToken } from '../../resolvers/node/fetchNode.ts'
import { revokeToken } from '../../resolvers/token/revokeToken.ts'
import { idField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField } from '../payloadFields.ts'
import { Token } from './Token.ts'

mutation('revokeToken', {
  description:
    'Revokes an API token. Within 5 s, all servers refuse it and close its WebSockets. A repeated request changes nothing. Writes no event.',
  input: {
    description: 'Token to revoke.',
    fields: (t) => ({ id: idField(t, 'token') }),
  },
  payload: {
    description: 'Revoked token.',
    fields: (t) => ({
      token: t.field({
        type: Token,
        description: 'Token, as it is now.',
        resolve: ({ tokenId }, _args, ctx) => fetchToken(tokenId, ctx),
      }),
      changed: changedField(t),
    }),
  },
  errors: [NotFoundError],
  useCase: revokeToken,
})
