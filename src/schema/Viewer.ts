import type { Viewer as ViewerShape } from '../domain/viewer.ts'
import { builder } from './builder.ts'
import { Role } from './errors.ts'
import { DateTime } from './scalars.ts'
import { Supervisor } from './types.ts'

export const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'Caller of the request.',
  fields: (t) => ({
    actor: t.exposeString('actor', { description: 'Name of the caller, recorded as `SupervisorEvent.actor`.' }),
    role: t.expose('role', { type: Role, description: 'Role of the caller.' }),
    within: t.field({
      type: Supervisor,
      nullable: true,
      description:
        'Top of the subtree to which the caller is limited; null if the caller sees the whole hierarchy, or the supervisor was deleted.',
      resolve: ({ within }, _args, ctx) => (within === null ? null : ctx.loaders.supervisorById.load(within)),
    }),
    expiresAt: t.expose('expiresAt', {
      type: DateTime,
      nullable: true,
      description: 'Time at which the credentials of the caller expire; null if they do not expire.',
    }),
    onBehalfOf: t.exposeString('onBehalfOf', {
      nullable: true,
      description:
        'Person or program on whose behalf the caller acts, as named in the header `X-Actor`. Recorded as `SupervisorEvent.onBehalfOf`; it gives no permissions. Null if the caller named none.',
    }),
    withinId: t.exposeID('within', {
      nullable: true,
      description:
        'UUID of the top of that subtree, even if the supervisor was deleted; null if the caller sees the whole hierarchy.',
    }),
  }),
})
