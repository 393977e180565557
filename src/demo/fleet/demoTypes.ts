// The notation of the demonstration fleet. Ages are measured back from the moment of loading.

import type { SupervisorStatus } from '../../domain/glossary.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface DemoSupervisor {
  name: string
  description: string
  /** Days since the supervisor was spawned. */
  age: number
  /** Default: ACTIVE. */
  status?: SupervisorStatus
  reason?: string
  /** Seconds since the last change of status. Default: the status changed soon after the supervisor was spawned. */
  since?: number
  /**
   * Seconds since the last heartbeat. The default depends on the status: recent for ACTIVE, before the change of status
   * for PAUSED, FAILED and TERMINATED, and none for SPAWNING.
   */
  heartbeat?: number | 'never'
  /** Default: 1. Each restart adds one. */
  incarnation?: number
  /** Name of a policy version. Supervisors with the same name get the same `policy_version_id`. */
  policy?: string
  config?: JsonObject
  /** Overrides the health metrics that are generated from the supervisor's id. */
  metrics?: JsonObject
  teams?: readonly DemoTeam[]
  children?: readonly DemoSupervisor[]
}

export interface DemoTeam {
  name: string
  objective: string
  description?: string
  config?: JsonObject
  /** Agents by role, as handles separated by spaces. The same handle is the same agent in every team. */
  members: Readonly<Record<string, string>>
  past?: readonly PastMembership[]
}

/**
 * A membership that has ended; `from` and `to` are days ago. If the agent is now a member of another team, it joined that
 * team at `to`.
 */
export interface PastMembership {
  agent: string
  role: string
  from: number
  to: number
  why: string
}

export const MINUTE = 60
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const restart = (
  strategy: 'one_for_one' | 'one_for_all' | 'rest_for_one',
  max_restarts: number,
  within_seconds: number,
): JsonObject => ({ strategy, max_restarts, within_seconds })

/** The amount in US dollars that a supervisor may spend per day. */
export const usd = (per_day: number): JsonObject => ({ currency: 'USD', per_day })
