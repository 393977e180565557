import type { Viewer as ViewerShape } from '../domain/viewer.ts'
import { builder } from './builder.ts'
import { Role } from './errors.ts'
import { Supervisor } from './types.ts'

export const Viewer = builder.objectRef<ViewerShape>('Viewer').implement({
  description: 'Who asks.',
  fields: (t) => ({
    actor: t.exposeString('actor', { description: 'Its name, as the record of events has it.' }),
    role: t.expose('role', { type: Role, description: 'What it may do.' }),
    within: t.field({
      type: Supervisor,
      nullable: true,
      description: 'The top of the subtree that is all it sees; null: it sees everything.',
      resolve: ({ within }, _args, ctx) => (within === null ? null : ctx.loaders.supervisorById.load(within)),
    }),
  }),
})
