import { isDeepStrictEqual } from 'node:util'
import type { AgentId } from '../glossary.ts'
import type { JsonObject } from '../input.ts'

export const fleetChangeKinds = ['CREATE', 'RESTORE', 'ADOPT', 'MOVE', 'RENAME', 'UPDATE', 'REMOVE'] as const
export type FleetChangeKind = (typeof fleetChangeKinds)[number]

export const fleetObjects = ['SUPERVISOR', 'TEAM', 'MEMBER'] as const
export type FleetObject = (typeof fleetObjects)[number]

/** One line of the plan of a fleet. */
export interface FleetChange {
  readonly kind: FleetChangeKind
  readonly object: FleetObject
  /** Key of the supervisor. */
  readonly key: string
  readonly teamKey: string | null
  readonly agentId: AgentId | null
  /** Id of the supervisor, team or membership; null if it does not exist yet. */
  readonly id: string | null
  readonly name: string
  /** Changed fields and their values before and after; null if the object is created or removed. */
  readonly before: JsonObject | null
  readonly after: JsonObject | null
  /** The changed fields that another writer has changed since the last apply. */
  readonly drift: readonly string[]
  /** Teams and members that are created together with the object. */
  readonly teams: number
  readonly members: number
}

/** The fields that a line has only if they apply to it. */
export const noDetails = {
  teamKey: null,
  agentId: null,
  id: null,
  before: null,
  after: null,
  drift: [],
  teams: 0,
  members: 0,
} as const satisfies Partial<FleetChange>

/** Whether a line changes the hierarchy. Taking over an existing object only changes its owner. */
export function isHierarchyChange({ kind }: FleetChange): boolean {
  return kind !== 'ADOPT'
}

/** The differences between the wanted and the present values of managed fields. */
export interface Difference {
  readonly before: JsonObject
  readonly after: JsonObject
  readonly drift: readonly string[]
}

/**
 * Compares managed fields.
 * @param applied the values of the last apply: a present value that differs from them is drift
 * @returns null if all are equal
 */
export function findDifference(wanted: JsonObject, present: JsonObject, applied: JsonObject | null): Difference | null {
  const names = Object.keys(wanted).filter(
    (name) => wanted[name] !== undefined && !isDeepStrictEqual(wanted[name], present[name]),
  )
  if (names.length === 0) return null
  const pick = (from: JsonObject): JsonObject => Object.fromEntries(names.map((name) => [name, from[name]]))
  const isDrift = (name: string): boolean =>
    applied !== null && Object.hasOwn(applied, name) && !isDeepStrictEqual(applied[name], present[name])
  return { before: pick(present), after: pick(wanted), drift: names.filter(isDrift) }
}

/** The fields that are managed, without those that are undefined. */
export function managed(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
