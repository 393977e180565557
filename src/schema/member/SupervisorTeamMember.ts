import { fetchTeam } from '../../resolvers/node/fetchNode.ts'
import { builder } from '../builder.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { selectedColumns } from '../selectedColumns.ts'
import { Agent, SupervisorTeam, SupervisorTeamMember } from '../types.ts'

builder.prismaObjectFields(SupervisorTeamMember, (t) => ({
  id: t.exposeID('id', { description: 'UUID of the membership. Never changes.' }),
  team: t.field({
    type: SupervisorTeam,
    description: 'Team that the agent is a member of.',
    resolve: (membership, _args, ctx, info) => fetchTeam(membership.teamId, ctx, selectedColumns(info)),
  }),
  agent: t.expose('agent', { type: Agent, description: 'Agent that is the member.' }),
  role: t.exposeString('role', {
    description: 'Role of the agent in the team: free text of 1 to 100 characters, not blank.',
  }),
  metadata: t.expose('metadata', {
    type: JSONObject,
    description: 'Metadata of the membership. The server does not interpret it.',
  }),
  active: t.boolean({
    description: 'Whether the membership is active: it has not ended.',
    resolve: (membership) => membership.leftAt === null,
  }),
  joinedAt: t.expose('joinedAt', { type: DateTime, description: 'Time at which the agent joined the team.' }),
  leftAt: t.expose('leftAt', {
    type: DateTime,
    nullable: true,
    description: 'Time at which the membership ended; null while it is active.',
  }),
  version: t.exposeInt('version', {
    description: 'Version of the membership, for `expectedVersion`. Starts at 1; every change increases it.',
  }),
}))
