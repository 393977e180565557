import type { TerminationImpact as Impact } from '../../domain/terminationImpact.ts'
import { builder } from '../builder.ts'

export const TerminationImpact = builder.objectRef<Impact>('TerminationImpact').implement({
  description: 'What a termination hits.',
  fields: (t) => ({
    supervisors: t.exposeInt('supervisors', { description: 'Supervisors that become TERMINATED.' }),
    teams: t.exposeInt('teams', { description: 'Teams that they have.' }),
    activeMemberships: t.exposeInt('activeMemberships', { description: 'Memberships that end.' }),
    activeAgents: t.exposeInt('activeAgents', { description: 'Distinct agents whose memberships end.' }),
    reparented: t.exposeInt('reparented', { description: 'Children that move to another parent.' }),
    token: t.exposeString('token', {
      description:
        'Confirms exactly this as `impactToken`: good while the supervisors hit are the same and the agents are no more.',
    }),
  }),
})
