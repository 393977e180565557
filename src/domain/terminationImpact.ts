/** What ends with the supervisors of a plan. */
export interface Staffing {
  readonly teams: number
  readonly activeMemberships: number
  /** Distinct ones. */
  readonly activeAgents: number
}

export interface TerminationImpact extends Staffing {
  readonly supervisors: number
  readonly reparented: number
  /** Confirms exactly this impact: see `assertConfirmed`. */
  readonly token: string
}
