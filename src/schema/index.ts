import { builder } from './builder.ts'
import { requireRoles } from './requireRoles.ts'
import './errors.ts'
import './stats.ts'
import './queries.ts'
import './supervisor/Supervisor.ts'
import './team/SupervisorTeam.ts'
import './member/SupervisorTeamMember.ts'
import './agent/Agent.ts'
import './supervisor/spawnSupervisor.ts'
import './supervisor/spawnHierarchy.ts'
import './fleet/applyFleet.ts'
import './supervisor/moveSupervisor.ts'
import './supervisor/activateSupervisor.ts'
import './supervisor/pauseSupervisor.ts'
import './supervisor/resumeSupervisor.ts'
import './supervisor/failSupervisor.ts'
import './supervisor/restartSupervisor.ts'
import './supervisor/terminateSupervisor.ts'
import './supervisor/updateSupervisor.ts'
import './event/supervisorEvents.ts'
import './heartbeat/heartbeat.ts'
import './heartbeat/heartbeats.ts'
import './team/createTeam.ts'
import './team/updateTeam.ts'
import './team/deleteTeam.ts'
import './member/addTeamMember.ts'
import './member/addTeamMembers.ts'
import './member/updateTeamMember.ts'
import './member/transferTeamMember.ts'
import './member/removeTeamMember.ts'
import './token/createToken.ts'
import './token/revokeToken.ts'

builder.mutationType({
  description:
    'Changes to the hierarchy. Each mutation takes one `input` and returns a union: its payload, or the error that refused it. A refused mutation changes nothing. The only exception is UnavailableError: see its `effect`.',
})

builder.subscriptionType({
  description:
    'Events as they are committed, served over WebSocket (graphql-transport-ws) at the same address. Every role can subscribe.',
})

/**
 * The executable schema. The imports above register the types and fields: a file that is not imported, here or by one of
 * these files, is not part of the API.
 */
export const schema = requireRoles(builder.toSchema())
