import type { SupervisorId, SupervisorStatus } from '../glossary.ts'

/** A fingerprint of a supervisor that the client describes. */
export interface GivenFingerprint {
  /** The key as the client wrote it. */
  readonly given: string
  readonly key: string
  readonly fingerprint: string
}

/** A live supervisor of a fleet that the client does not name. */
export interface UnlistedSupervisor {
  readonly id: SupervisorId
  readonly key: string
  readonly name: string
  readonly status: SupervisorStatus
}

/** What differs between a fleet and the fingerprints of its description. */
export interface FleetComparison {
  readonly missing: readonly string[]
  readonly different: readonly string[]
  readonly unlisted: readonly UnlistedSupervisor[]
}
