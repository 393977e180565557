import { fetchTeam } from '../../resolvers/node/fetchNode.ts'
import { builder } from '../builder.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { Agent, SupervisorTeam, SupervisorTeamMember } from '../types.ts'

builder.prismaObjectFields(SupervisorTeamMember, (t) => ({
  id: t.exposeID('id', { description: 'A UUID; it never changes.' }),
  team: t.field({
    type: SupervisorTeam,
    description: 'The team.',
    resolve: (membership, _args, ctx) => fetchTeam(membership.teamId, ctx),
  }),
  agent: t.field({ type: Agent, description: 'The agent.', resolve: (membership) => ({ id: membership.agentId }) }),
  role: t.exposeString('role', { description: 'What the agent is in the team: free text of 1 to 100 characters.' }),
  metadata: t.expose('metadata', { type: JSONObject, description: 'Whatever is kept with the membership.' }),
  active: t.boolean({ description: 'Whether it has not ended.', resolve: (membership) => membership.leftAt === null }),
  joinedAt: t.expose('joinedAt', { type: DateTime, description: 'When the agent joined.' }),
  leftAt: t.expose('leftAt', {
    type: DateTime,
    nullable: true,
    description: 'When the agent left; null while it has not.',
  }),
  version: t.exposeInt('version', { description: 'Raised by every change: for `expectedVersion`.' }),
}))
