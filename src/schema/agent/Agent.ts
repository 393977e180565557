import { listMemberships } from '../../resolvers/member/listMemberships.ts'
import { builder } from '../builder.ts'
import { pageArgs, SupervisorTeamMemberConnection } from '../connection.ts'
import { DateTime } from '../scalars.ts'
import { Agent } from '../types.ts'

builder.objectField(Agent, 'memberships', (t) =>
  t.field({
    type: SupervisorTeamMemberConnection,
    description: 'Its memberships in all teams, the oldest first.',
    args: {
      active: t.arg.boolean({
        defaultValue: true,
        description: 'true: those that have not ended; false: those that have; null: both.',
      }),
      asOf: t.arg({ type: DateTime, description: 'Those that were active at this moment, whatever `active` says.' }),
      ...pageArgs(t.arg),
    },
    resolve: (agent, args, ctx) => listMemberships(agent.id, args, ctx),
  }),
)
