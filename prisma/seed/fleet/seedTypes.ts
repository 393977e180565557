// The words in which the demonstration fleet is written down. Ages are measured back from the moment of loading.

import type { SupervisorStatus } from '../../../src/domain/glossary.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface SupervisorSeed {
  name: string
  description: string
  /** Days since it was spawned. */
  age: number
  /** ACTIVE where absent. */
  status?: SupervisorStatus
  reason?: string
  /** Seconds since its status last changed; where absent, soon after it was spawned. */
  since?: number
  /**
   * Seconds since the last heartbeat. Where absent: fresh for an ACTIVE one, from before the change for one that is
   * PAUSED, FAILED or TERMINATED, and none yet for a SPAWNING one.
   */
  heartbeat?: number | 'never'
  /** 1 where absent; each restart adds one. */
  incarnation?: number
  /** The name of a policy's version; supervisors with the same name get the same `policy_version_id`. */
  policy?: string
  config?: JsonObject
  /** Laid over the metrics that are made up from the name. */
  metrics?: JsonObject
  teams?: readonly TeamSeed[]
  children?: readonly SupervisorSeed[]
}

export interface TeamSeed {
  name: string
  objective: string
  description?: string
  config?: JsonObject
  /** Agents by role: their handles, separated by spaces. One handle is one agent, in whatever team it turns up. */
  members: Readonly<Record<string, string>>
  past?: readonly PastMembership[]
}

/** A membership that has ended: `from` and `to` are days ago. Whoever has joined another team since then did so at `to`. */
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

/** What an agent may spend in US dollars a day. */
export const usd = (per_day: number): JsonObject => ({ currency: 'USD', per_day })
