import { listMembers } from '../../resolvers/member/listMemberships.ts'
import { fetchSupervisor } from '../../resolvers/node/fetchNode.ts'
import { allowedTeamActions } from '../../domain/lifecycle.ts'
import { builder } from '../builder.ts'
import { membershipArgs, membershipCountArgs, SupervisorTeamMemberConnection } from '../connection.ts'
import { TeamAction } from '../enums.ts'
import { DateTime, JSONObject } from '../scalars.ts'
import { Supervisor, SupervisorTeam } from '../types.ts'

builder.prismaObjectFields(SupervisorTeam, (t) => ({
  id: t.exposeID('id', { description: 'A UUID; it never changes.' }),
  name: t.exposeString('name', { description: "Unique among its supervisor's teams; 1 to 255 characters." }),
  description: t.exposeString('description', { nullable: true, description: 'What it is.' }),
  objective: t.exposeString('objective', { nullable: true, description: 'What it is to achieve.' }),
  config: t.expose('config', { type: JSONObject, description: 'Its configuration.' }),
  supervisor: t.field({
    type: Supervisor,
    description: 'The supervisor whose team it is.',
    resolve: (team, _args, ctx) => fetchSupervisor(team.supervisorId, ctx),
  }),
  members: t.field({
    type: SupervisorTeamMemberConnection,
    description: 'Its memberships, the oldest first.',
    args: membershipArgs(t.arg),
    resolve: (team, args, ctx) => listMembers(team, args, ctx),
  }),
  memberCount: t.int({
    description: 'How many memberships it has.',
    args: membershipCountArgs(t.arg),
    resolve: (team, { active = true }, ctx) => ctx.loaders.members.count(team.id, { active, asOf: null }),
  }),
  allowedActions: t.field({
    type: [TeamAction],
    description: "What can be done to it in its supervisor's status, for a caller whose role is OPERATE.",
    resolve: async (team, _args, ctx) => allowedTeamActions((await fetchSupervisor(team.supervisorId, ctx)).status),
  }),
  version: t.exposeInt('version', { description: 'Raised by every change: for `expectedVersion`.' }),
  createdAt: t.expose('createdAt', { type: DateTime, description: 'When it was created.' }),
  updatedAt: t.expose('updatedAt', { type: DateTime, description: 'When it last changed.' }),
}))
