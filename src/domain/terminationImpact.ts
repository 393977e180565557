/** Teams, memberships and agents of the supervisors that a plan terminates. */
export interface Staffing {
  readonly teams: number
  readonly activeMemberships: number
  /** Number of distinct agents. */
  readonly activeAgents: number
}

export interface TerminationImpact extends Staffing {
  readonly supervisors: number
  readonly reparented: number
  /** Confirms this impact: see `assertConfirmed`. */
  readonly token: string
}
