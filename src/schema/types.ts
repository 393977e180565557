import type { AgentRef } from '../db/queries/rows.ts'
import type { Node as NodeShape } from '../resolvers/node/findNode.ts'
import { builder } from './builder.ts'

/**
 * The object types that refer to each other. They are declared here without their fields, which each type's own folder
 * adds: otherwise these folders would import each other in a cycle.
 */

export const Node = builder.interfaceRef<NodeShape>('Node').implement({
  description: 'Object with its own id: a supervisor, team, membership or agent.',
  resolveType: (node) => {
    if ('hierarchyLevel' in node) return 'Supervisor'
    if ('supervisorId' in node) return 'SupervisorTeam'
    return 'teamId' in node ? 'SupervisorTeamMember' : 'Agent'
  },
  fields: (t) => ({ id: t.exposeID('id', { description: 'UUID of the object. Never changes.' }) }),
})

export const Supervisor = builder.prismaObject('Supervisor', {
  description: 'Supervisor of AI agents: a node of the hierarchy. It stands for a process that reports to the server.',
  interfaces: [Node],
})

export const SupervisorTeam = builder.prismaObject('SupervisorTeam', {
  description: 'Named group of agents that belongs to one supervisor.',
  interfaces: [Node],
})

export const SupervisorTeamMember = builder.prismaObject('SupervisorTeamMember', {
  description:
    'Membership of one agent in one team, from `joinedAt` to `leftAt`. An agent that leaves and joins again has several.',
  interfaces: [Node],
})

export const Agent = builder.objectRef<AgentRef>('Agent').implement({
  description:
    'Agent, known only by its UUID. Agents are not registered: every UUID is valid, and an unknown one has no memberships.',
  interfaces: [Node],
})
