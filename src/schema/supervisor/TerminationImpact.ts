import type { TerminationImpact as Impact } from '../../domain/terminationImpact.ts'
import { builder } from '../builder.ts'

export const TerminationImpact = builder.objectRef<Impact>('TerminationImpact').implement({
  description: 'Objects that a termination affects.',
  fields: (t) => ({
    supervisors: t.exposeInt('supervisors', { description: 'Number of supervisors that become TERMINATED.' }),
    teams: t.exposeInt('teams', { description: 'Number of teams of these supervisors.' }),
    activeMemberships: t.exposeInt('activeMemberships', { description: 'Number of active memberships that end.' }),
    activeAgents: t.exposeInt('activeAgents', { description: 'Number of distinct agents whose memberships end.' }),
    reparented: t.exposeInt('reparented', { description: 'Number of children that move, by the policy REPARENT.' }),
    token: t.exposeString('token', {
      description:
        'Confirmation of this impact, for `impactToken`. Valid for the same `childPolicy`, while the termination affects the same supervisors and no more agents.',
    }),
  }),
})
