import type { SupervisorEventType, SupervisorStatus } from '../../domain/glossary.ts'
import type { Supervisor, SupervisorEvent, SupervisorTeam, SupervisorTeamMember } from '../generated/prisma/client.ts'

/** Rows as the loaders give them: Prisma's models, less what no field of the API shows. */
export type SupervisorRow = Omit<Supervisor, 'idempotencyHash' | 'heartbeatSequence' | 'status'> & {
  readonly status: SupervisorStatus
}
export type TeamRow = Omit<SupervisorTeam, 'idempotencyHash'>
export type MembershipRow = SupervisorTeamMember
/** Sequences are the driver's: text, since a double cannot hold them all. */
export type EventRow = Omit<SupervisorEvent, 'sequence' | 'causedBy' | 'type' | 'path' | 'previousPath'> & {
  readonly sequence: string
  readonly causedBy: string | null
  readonly type: SupervisorEventType
}

export const supervisorColumns = `s.id, s.name, s.description, s.status, s.config, s.parent_id AS "parentId", s.hierarchy_level AS "hierarchyLevel",
  s.policy_version_id AS "policyVersionId", s.created_at AS "createdAt", s.updated_at AS "updatedAt", s.last_heartbeat AS "lastHeartbeat",
  s.health_metrics AS "healthMetrics", s.path, s.version, s.status_reason AS "statusReason", s.status_changed_at AS "statusChangedAt", s.incarnation`

export const teamColumns = `t.id, t.supervisor_id AS "supervisorId", t.name, t.description, t.objective, t.config,
  t.created_at AS "createdAt", t.updated_at AS "updatedAt", t.version`

export const membershipColumns = `m.id, m.team_id AS "teamId", m.agent_id AS "agentId", m.role, m.joined_at AS "joinedAt", m.left_at AS "leftAt", m.metadata, m.version`

export const eventColumns = `e.sequence, e.type, e.at, e.actor, e.reason, e.supervisor_id AS "supervisorId", e.team_id AS "teamId",
  e.membership_id AS "membershipId", e.agent_id AS "agentId", e.version, e.before, e.after, e.caused_by AS "causedBy"`
