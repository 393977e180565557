import type { Position } from './FleetFileError.ts'

/** A supervisor in the form of the input of `applyFleet`. Omitted fields are not managed. */
export interface FleetSupervisor {
  readonly key: string
  readonly previousKey?: string
  readonly parentKey?: string
  readonly id?: string
  readonly name: string
  readonly description?: string | null
  readonly config?: object
  readonly policyVersionId?: string | null
  readonly teams: readonly FleetTeam[]
}
export interface FleetTeam {
  readonly key: string
  readonly id?: string
  readonly name: string
  readonly description?: string | null
  readonly objective?: string | null
  readonly config?: object
  readonly members?: readonly FleetMember[]
}
export interface FleetMember {
  readonly agentId: string
  readonly role: string
  readonly metadata: object
}

/** A supervisor of the file, with what only the command needs. */
export interface ReadSupervisor {
  readonly supervisor: FleetSupervisor
  /** Names from the top of the fleet. */
  readonly names: readonly string[]
  readonly hasKey: boolean
  /** Path of the supervisor in the file, as in `['supervisors', '0', 'children', '1']`. */
  readonly place: readonly string[]
}

export interface FleetFile {
  readonly name: string
  /** Parent of the supervisors at the top; null if they are roots. */
  readonly parentId: string | null
  /** All supervisors, each after its parent. */
  readonly supervisors: readonly ReadSupervisor[]
  /** The position of a value in the file, or else of the value around it. */
  positionOf(place: readonly string[]): Position
}
