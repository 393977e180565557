import type { Viewer as ViewerShape } from '../domain/viewer.ts'
import { builder } from './builder.ts'
import { Role } from './errors.ts'
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
        'Root of the subtree to which the caller is restricted; null if the caller sees the whole hierarchy.',
      resolve: ({ within }, _args, ctx) => (within === null ? null : ctx.loaders.supervisorById.load(within)),
    }),
  }),
})
