import { moveSupervisor, updateSupervisor, updateTeam } from './changeRules.ts'
import { applyFleet } from './fleetRules.ts'
import { heartbeat, heartbeats } from './heartbeatRules.ts'
import type { Hierarchy } from './hierarchyModel.ts'
import { findInputProblems } from './inputRules.ts'
import type { Inputs, Mutation } from './inputs.ts'
import { makeTransition, terminateSupervisor } from './lifecycleRules.ts'
import {
  addTeamMember,
  addTeamMembers,
  deleteTeam,
  removeTeamMember,
  transferTeamMember,
  updateTeamMember,
} from './memberRules.ts'
import { refuse, Refusal, type Outcome } from './outcomes.ts'
import { createTeam, spawnHierarchy, spawnSupervisor } from './spawnRules.ts'

/** Each rule changes the hierarchy and returns the result. A rule that refuses may have changed it before. */
const rules: { [M in Mutation]: (all: Hierarchy, input: Inputs[M]) => Outcome } = {
  spawnSupervisor,
  spawnHierarchy,
  applyFleet,
  updateSupervisor,
  moveSupervisor,
  activateSupervisor: (all, input) => makeTransition(all, 'activateSupervisor', input),
  pauseSupervisor: (all, input) => makeTransition(all, 'pauseSupervisor', input),
  resumeSupervisor: (all, input) => makeTransition(all, 'resumeSupervisor', input),
  failSupervisor: (all, input) => makeTransition(all, 'failSupervisor', input),
  restartSupervisor: (all, input) => makeTransition(all, 'restartSupervisor', input),
  terminateSupervisor,
  createTeam,
  updateTeam,
  deleteTeam,
  addTeamMember,
  addTeamMembers,
  updateTeamMember,
  removeTeamMember,
  transferTeamMember,
  heartbeat,
  heartbeats,
}
export const modelledMutations = Object.keys(rules) as Mutation[]

export interface Prediction {
  /** The response must be one of these. */
  readonly outcomes: readonly Outcome[]
  /** The hierarchy after the mutation. Unchanged after a refusal. */
  readonly after: Hierarchy
}

export function predict<M extends Mutation>(before: Hierarchy, mutation: M, input: Inputs[M]): Prediction {
  const after = structuredClone(before)
  try {
    const problems = findInputProblems(mutation, input)
    if (problems.length > 0) refuse(...problems)
    return { outcomes: [rules[mutation](after, input)], after }
  } catch (error) {
    if (error instanceof Refusal) return { outcomes: error.outcomes, after: before }
    throw error
  }
}
