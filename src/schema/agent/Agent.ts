import { listMemberships } from '../../resolvers/member/listMemberships.ts'
import { builder } from '../builder.ts'
import { membershipArgs, SupervisorTeamMemberConnection } from '../connection.ts'
import { selectedColumns } from '../selectedColumns.ts'
import { Agent } from '../types.ts'

builder.objectField(Agent, 'memberships', (t) =>
  t.field({
    type: SupervisorTeamMemberConnection,
    description: 'Memberships of the agent in all teams that the caller can see, oldest first.',
    args: membershipArgs(t.arg),
    resolve: (agent, args, ctx, info) => listMemberships(agent.id, args, ctx, selectedColumns(info)),
  }),
)
