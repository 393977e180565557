import { builder } from './builder.ts'
import './errors.ts'
import './stats.ts'
import './queries.ts'
import './supervisor/Supervisor.ts'
import './team/SupervisorTeam.ts'
import './member/SupervisorTeamMember.ts'
import './agent/Agent.ts'
import './supervisor/spawnSupervisor.ts'
import './supervisor/terminateSupervisor.ts'
import './team/createTeam.ts'
import './member/addTeamMember.ts'
import './member/removeTeamMember.ts'

builder.mutationType({
  description:
    'What can be done. Each mutation takes one `input`, and answers with its payload or with one of the errors of its union; a refused one has changed nothing.',
})

export const schema = builder.toSchema()
