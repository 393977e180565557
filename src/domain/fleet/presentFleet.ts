import type { AgentId, MembershipId, SupervisorId, SupervisorStatus, TeamId } from '../glossary.ts'
import type { JsonObject } from '../input.ts'
import type { SupervisorFields, TeamFields } from './wantedFleet.ts'

// The rows that the plan of a fleet depends on.

export interface PresentFleetSupervisor extends SupervisorFields {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
  readonly status: SupervisorStatus
  readonly path: readonly SupervisorId[]
  readonly version: number
  /** The fleet that owns the supervisor; null if none does. */
  readonly fleet: string | null
  readonly fleetScope: SupervisorId | null
  readonly fleetKey: string | null
  /** The values that the last apply set; null if no fleet owns the supervisor. */
  readonly applied: JsonObject | null
}

export interface PresentFleetTeam extends TeamFields {
  readonly id: TeamId
  readonly supervisorId: SupervisorId
  readonly supervisorPath: readonly SupervisorId[]
  readonly version: number
  readonly fleetKey: string | null
  readonly applied: JsonObject | null
}

export interface PresentMember {
  readonly id: MembershipId
  readonly teamId: TeamId
  readonly agentId: AgentId
  readonly role: string
  readonly metadata: JsonObject
  readonly version: number
}

/** A supervisor below a supervisor that moves. */
export interface MovedDescendant {
  readonly id: SupervisorId
  readonly parentId: SupervisorId | null
}
