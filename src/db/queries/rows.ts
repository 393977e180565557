import type { SupervisorStatus } from '../../domain/glossary.ts'
import type { Supervisor, SupervisorTeam, SupervisorTeamMember } from '../generated/prisma/client.ts'

/** Rows as the loaders give them: Prisma's models, less what no field of the API shows. */
export type SupervisorRow = Omit<Supervisor, 'spawnHash' | 'heartbeatSequence' | 'status'> & {
  readonly status: SupervisorStatus
}
export type TeamRow = Omit<SupervisorTeam, 'spawnHash'>
export type MembershipRow = SupervisorTeamMember

export const supervisorColumns = `s.id, s.name, s.description, s.status, s.config, s.parent_id AS "parentId", s.hierarchy_level AS "hierarchyLevel",
  s.policy_version_id AS "policyVersionId", s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.last_heartbeat AS "lastHeartbeat",
  s.health_metrics AS "healthMetrics", s.path, s.version, s.status_reason AS "statusReason", s.status_changed_at AS "statusChangedAt", s.incarnation`

export const teamColumns = `t.id, t.supervisor_id AS "supervisorId", t.name, t.description, t.objective, t.config,
  t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.version`

export const membershipColumns = `m.id, m.team_id AS "teamId", m.agent_id AS "agentId", m.role, m.joined_at AS "joinedAt", m.left_at AS "leftAt", m.metadata, m.version`
