import type { InputPath } from '../errors.ts'
import type { AgentId, SupervisorId, TeamId } from '../glossary.ts'
import type { JsonObject } from '../input.ts'

// What a request wants of a fleet. A field that is undefined is not managed: a new object gets its default, and an
// existing object keeps its value.

export interface WantedFleet {
  readonly name: string
  /** Parent of the supervisors without a `parentKey`; null if they are roots. */
  readonly parentId: SupervisorId | null
  readonly supervisors: readonly WantedFleetSupervisor[]
  /** Keys of the supervisors to terminate. */
  readonly removed: readonly string[]
  /** Whether teams of the fleet that a wanted supervisor does not list are deleted. */
  readonly pruneTeams: boolean
  /** Whether other requests create or change other supervisors of the fleet: rules that depend on them are not checked. */
  readonly isPartial: boolean
}

/** The fields of an object, of which all but the name can be unmanaged. */
type ManagedFields<Fields extends { readonly name: string }> = {
  readonly [Name in keyof Fields]: Fields[Name] | (Name extends 'name' ? never : undefined)
}

interface Wanted {
  /** Unique in the fleet, for a team unique in its supervisor. */
  readonly key: string
  /** Key that the object had before; null if it had none. */
  readonly previousKey: string | null
  /** Id that the client chose; null if any object can have the key. */
  readonly id: string | null
  readonly inputPath: InputPath
}

export interface SupervisorFields {
  readonly name: string
  readonly description: string | null
  readonly config: JsonObject
  readonly policyVersionId: string | null
}
export interface WantedFleetSupervisor extends Wanted {
  /** Text that the client has computed from all values of the supervisor; null if it did not. */
  readonly fingerprint: string | null
  /** Key of the parent supervisor in the same fleet; null at the top of the fleet. */
  readonly parentKey: string | null
  readonly fields: ManagedFields<SupervisorFields>
  /** Undefined: the teams are not managed. */
  readonly teams: readonly WantedFleetTeam[] | undefined
}

export interface TeamFields {
  readonly name: string
  readonly description: string | null
  readonly objective: string | null
  readonly config: JsonObject
}
export interface WantedFleetTeam extends Wanted {
  readonly id: TeamId | null
  readonly fields: ManagedFields<TeamFields>
  /** Undefined: the members are not managed. */
  readonly members: readonly WantedMember[] | undefined
}
export interface WantedMember {
  readonly agentId: AgentId
  readonly role: string
  readonly metadata: JsonObject
}
