import { listMemberships } from '../../resolvers/member/listMemberships.ts'
import { builder } from '../builder.ts'
import { membershipArgs, SupervisorTeamMemberConnection } from '../connection.ts'
import { Agent } from '../types.ts'

builder.objectField(Agent, 'memberships', (t) =>
  t.field({
    type: SupervisorTeamMemberConnection,
    description: 'Its memberships in all teams, the oldest first.',
    args: membershipArgs(t.arg),
    resolve: (agent, args, ctx) => listMemberships(agent.id, args, ctx),
  }),
)
