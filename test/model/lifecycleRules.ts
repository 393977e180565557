import {
  activeMembers,
  change,
  endMembership,
  findSupervisor,
  isLive,
  liveChildren,
  liveNamesake,
  reparent,
  subtreeOf,
  takesAdditions,
  type Hierarchy,
  type Supervisor,
} from './hierarchyModel.ts'
import { expectChangeSize, expectVersion } from './changeRules.ts'
import type { ChildPolicy, TerminateSupervisor, Transition } from './inputs.ts'
import { canonical } from './json.ts'
import {
  hasLiveChildren,
  invalidTransition,
  nameTaken,
  parentUnavailable,
  refuse,
  type Outcome,
  type Status,
} from './outcomes.ts'
import { superviseFailure } from './supervisionRules.ts'
import { viewSupervisor } from './views.ts'

/** The lifecycle by transition. */
const rules = {
  activateSupervisor: { from: ['SPAWNING'], to: 'ACTIVE' },
  pauseSupervisor: { from: ['ACTIVE'], to: 'PAUSED' },
  resumeSupervisor: { from: ['PAUSED'], to: 'ACTIVE' },
  failSupervisor: { from: ['SPAWNING', 'ACTIVE', 'PAUSED'], to: 'FAILED' },
  restartSupervisor: { from: ['ACTIVE', 'PAUSED', 'FAILED'], to: 'SPAWNING' },
} as const satisfies Record<string, { from: readonly Status[]; to: Status }>

/** The lifecycle by status: the possible next statuses. */
const nextOf: Record<Status, readonly Status[]> = {
  SPAWNING: ['ACTIVE', 'FAILED', 'TERMINATED'],
  ACTIVE: ['SPAWNING', 'PAUSED', 'FAILED', 'TERMINATED'],
  PAUSED: ['SPAWNING', 'ACTIVE', 'FAILED', 'TERMINATED'],
  FAILED: ['SPAWNING', 'TERMINATED'],
  TERMINATED: [],
}

export type TransitionMutation = keyof typeof rules

export function makeTransition(all: Hierarchy, mutation: TransitionMutation, input: Transition): Outcome {
  const { from, to }: { from: readonly Status[]; to: Status } = rules[mutation]
  const target = findSupervisor(all, input.id)
  const ofSubtree = input.scope === 'SUBTREE' && isLive(target)
  const inScope = ofSubtree ? subtreeOf(all, target).filter(isLive) : [target]
  const changing = inScope.filter(({ status }) => from.includes(status))
  const statuses = [...new Set(inScope.map(({ status }) => status))].filter((status) => !from.includes(status))
  const skipped = statuses
    .map((status) => ({ status, count: inScope.filter((each) => each.status === status).length }))
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))

  const nothingToDo = changing.length === 0 && (ofSubtree || target.status === to)
  if (!nothingToDo) {
    expectVersion(target, input.expectedVersion)
    if (changing.length === 0) refuse(invalidTransition(target.status, to, nextOf[target.status]))
    expectChangeSize(all, changing.length)
    for (const each of changing) {
      change(each, { status: to, statusReason: input.reason ?? null })
      if (mutation === 'restartSupervisor') Object.assign(each, { incarnation: each.incarnation + 1, sequence: null })
    }
    if (mutation === 'failSupervisor') superviseFailure(all, target)
  }
  const scoped = mutation !== 'activateSupervisor' && mutation !== 'failSupervisor'
  return {
    __typename: `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`,
    supervisor: viewSupervisor(all, target.id),
    changed: changing.length > 0,
    ...(scoped ? { changedCount: changing.length, skipped: ofSubtree ? skipped : [] } : {}),
  }
}

const order: readonly Status[] = ['SPAWNING', 'ACTIVE', 'PAUSED', 'FAILED', 'TERMINATED']

export function terminateSupervisor(all: Hierarchy, input: TerminateSupervisor): Outcome {
  const policy = input.childPolicy ?? 'REJECT'
  const target = findSupervisor(all, input.id)
  const payload = (changed: boolean, impact: object): Outcome => ({
    __typename: 'TerminateSupervisorPayload',
    supervisor: viewSupervisor(all, target.id),
    changed,
    impact,
  })
  if (!isLive(target)) return payload(false, describeImpact(all, target, policy, [], []).impact)
  expectVersion(target, input.expectedVersion)

  const children = liveChildren(all, target.id)
  if (policy === 'REJECT' && children.length > 0) refuse(hasLiveChildren(children.length))
  const ended = policy === 'CASCADE' ? subtreeOf(all, target).filter(isLive) : [target]
  const moved = policy === 'REPARENT' ? children : []
  const parent = target.parentId === null ? undefined : all.supervisors.get(target.parentId)
  if (moved.length > 0 && parent && !takesAdditions(parent)) refuse(parentUnavailable(parent))
  const taken = moved
    .map(({ name }) => liveNamesake(all, target.parentId, name))
    .filter((namesake) => namesake !== undefined && namesake !== target)
  if (taken.length > 0) refuse(...taken.flatMap((namesake) => (namesake ? [nameTaken(namesake.name, namesake)] : [])))

  const { impact, affected } = describeImpact(all, target, policy, ended, moved)
  const changedSupervisors = moved.length > 0 ? subtreeOf(all, target).length : ended.length
  expectChangeSize(all, changedSupervisors)
  expectChangeSize(all, changedSupervisors + impact.activeMemberships)
  if (input.dryRun) return payload(false, impact)
  const token = all.tokens.get(input.impactToken ?? '')
  const confirmed =
    token?.target === target.id &&
    token.policy === policy &&
    token.affected === affected &&
    impact.activeAgents <= token.agents
  if (impact.activeAgents > all.confirmAboveAgents && !confirmed)
    refuse({ __typename: 'ConfirmationRequiredError', impact })

  for (const each of ended) {
    for (const member of staffOf(all, [each]).members) endMembership(member)
    change(each, { status: 'TERMINATED', statusReason: input.reason ?? null })
  }
  for (const child of moved) reparent(all, child, target.parentId)
  return payload(true, impact)
}

export function staffOf(all: Hierarchy, supervisors: readonly Supervisor[]) {
  const teams = [...all.teams.values()].filter((team) => supervisors.some(({ id }) => id === team.supervisorId))
  return { teams, members: teams.flatMap(({ id }) => activeMembers(all, id)) }
}

/** Prefix of the placeholder for a new token, until the token is read from the response. */
export const newToken = 'new token '

export function describeImpact(
  all: Hierarchy,
  target: { readonly id: string },
  policy: ChildPolicy,
  ended: readonly Supervisor[],
  moved: readonly Supervisor[],
) {
  const { teams, members } = staffOf(all, ended)
  const affected = JSON.stringify([ended, moved].map((each) => each.map(({ id }) => id).sort()))
  const agents = new Set(members.map(({ agentId }) => agentId)).size
  const meaning = { target: target.id, policy, affected, agents }
  const known = [...all.tokens].find(([, each]) => canonical(each) === canonical(meaning))
  const impact = {
    supervisors: ended.length,
    teams: teams.length,
    activeMemberships: members.length,
    activeAgents: agents,
    reparented: moved.length,
    token: known ? known[0] : newToken + JSON.stringify(meaning),
  }
  return { impact, affected }
}
