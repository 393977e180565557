import type { Node as NodeShape } from '../resolvers/node/findNode.ts'
import { builder } from './builder.ts'

/** The types that refer to each other; their fields are added in the folder of each. */

export const Node = builder.interfaceRef<NodeShape>('Node').implement({
  description: 'Whatever has an id of its own: supervisors, teams and memberships.',
  resolveType: (node) =>
    'hierarchyLevel' in node ? 'Supervisor' : 'supervisorId' in node ? 'SupervisorTeam' : 'SupervisorTeamMember',
  fields: (t) => ({ id: t.exposeID('id', { description: 'A UUID.' }) }),
})

export const Supervisor = builder.prismaObject('Supervisor', {
  description: 'A supervisor of AI agents: a node of the hierarchy.',
  interfaces: [Node],
})

export const SupervisorTeam = builder.prismaObject('SupervisorTeam', {
  description: 'A team of agents that a supervisor has.',
  interfaces: [Node],
})

export const SupervisorTeamMember = builder.prismaObject('SupervisorTeamMember', {
  description: 'A membership: one agent in one team, for a time. Agents that leave and join again have several.',
  interfaces: [Node],
})

export const Agent = builder.objectRef<{ readonly id: string }>('Agent').implement({
  description:
    'An agent, known only by its UUID. Any UUID is one: an agent that never was a member has no memberships.',
  fields: (t) => ({ id: t.exposeID('id', { description: 'A UUID.' }) }),
})
