import fc from 'fast-check'
import {
  absentOr,
  agent,
  config,
  members,
  membershipAt,
  name,
  nth,
  parentAt,
  patch,
  policy,
  rarely,
  reason,
  role,
  supervisorAt,
  teamAt,
  teamName,
  text,
  version,
  versionOf,
  type Version,
} from './choices.ts'
import { command } from './Command.ts'
import type { Hierarchy } from './hierarchyModel.ts'
import { unknownId } from './ids.ts'
import type { ChildPolicy, Heartbeat, TerminateSupervisor } from './inputs.ts'

const nullRarely = <T>(one: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: absentOr(one), weight: 40 }, { arbitrary: fc.constant(null), weight: 1 })

/** `config`, `mergeConfig`, neither, or both, which is invalid. */
const configChange = fc.oneof(
  { arbitrary: fc.record({ config: nullRarely(config) }), weight: 10 },
  { arbitrary: fc.record({ mergeConfig: nullRarely(patch) }), weight: 10 },
  { arbitrary: fc.record({ config: fc.constant({}), mergeConfig: patch }), weight: 1 },
)

const target = (all: Hierarchy, of: number, drawn: Version) => {
  const id = supervisorAt(all, of)
  return { id, expectedVersion: versionOf(all.supervisors.get(id), drawn) }
}

export const updateSupervisor = command(
  'updateSupervisor',
  fc.record({ of: nth, version, name: nullRarely(name), description: text, policyVersionId: policy, configChange }),
  ({ of, version, configChange, ...fields }, all) => ({ ...target(all, of, version), ...fields, ...configChange }),
)

export const updateTeam = command(
  'updateTeam',
  fc.record({ of: nth, version, name: nullRarely(teamName), description: text, objective: text, configChange }),
  ({ of, version, configChange, ...fields }, all) => {
    const id = teamAt(all, of)
    return { id, expectedVersion: versionOf(all.teams.get(id), version), ...fields, ...configChange }
  },
)

export const moveSupervisor = command(
  'moveSupervisor',
  fc.record({ of: nth, version, parent: nth, dryRun: absentOr(rarely(3)) }),
  ({ of, version, parent, dryRun }, all) => ({ ...target(all, of, version), parentId: parentAt(all, parent), dryRun }),
)

const scope = absentOr(fc.constantFrom('SELF', 'SUBTREE'))
const scoped = (mutation: 'pauseSupervisor' | 'resumeSupervisor' | 'restartSupervisor') =>
  command(mutation, fc.record({ of: nth, version, scope, reason }), ({ of, version, ...fields }, all) => ({
    ...target(all, of, version),
    ...fields,
  }))

export const activateSupervisor = command(
  'activateSupervisor',
  fc.record({ of: nth, version, reason }),
  ({ of, version, reason }, all) => ({ ...target(all, of, version), reason }),
)
export const pauseSupervisor = scoped('pauseSupervisor')
export const resumeSupervisor = scoped('resumeSupervisor')
export const restartSupervisor = scoped('restartSupervisor')
export const failSupervisor = command(
  'failSupervisor',
  fc.record({
    of: nth,
    version,
    reason: fc.oneof({ arbitrary: fc.constantFrom('broke', 'hung'), weight: 20 }, fc.constant('  ')),
  }),
  ({ of, version, reason }, all) => ({ ...target(all, of, version), reason }),
)

/** Fails a supervisor with a parent, if there is one, so that the parent is notified. */
export const failChild = command('failSupervisor', nth, (of, all) => {
  const children = [...all.supervisors.values()].filter(
    ({ parentId, status }) => parentId !== null && status !== 'FAILED',
  )
  return { id: children[of % children.length]?.id ?? supervisorAt(all, of), reason: 'broke' }
})

/** The token of the same impact, of any impact, a forged one or none. */
const impactToken = fc.constantFrom('none', 'its own', 'its own', 'any', 'forged')
const policies: readonly ChildPolicy[] = ['REJECT', 'CASCADE', 'REPARENT']

export const terminateSupervisor = command(
  'terminateSupervisor',
  fc.record({
    of: nth,
    version,
    childPolicy: absentOr(fc.constantFrom(...policies)),
    reason,
    dryRun: absentOr(rarely(2)),
    impactToken,
    again: nth,
  }),
  ({ of, version, impactToken, again, ...fields }, all): TerminateSupervisor => {
    const tokens = [...all.tokens].reverse()
    const [, seen] = tokens[again % 6] ?? []
    const repeated = seen
      ? { id: seen.target, childPolicy: policies.find((policy) => policy === seen.policy), dryRun: false }
      : null
    const input = { ...target(all, of, version), ...fields, ...repeated }
    const own = tokens.find(
      ([, { target, policy }]) => target === input.id && policy === (input.childPolicy ?? 'REJECT'),
    )
    const token = { none: undefined, 'its own': own?.[0], any: tokens[0]?.[0], forged: '9.forged' }
    return { ...input, impactToken: token[impactToken] }
  },
)

export const deleteTeam = command(
  'deleteTeam',
  fc.record({ of: nth, version, endMemberships: absentOr(fc.boolean()) }),
  ({ of, version, endMemberships }, all) => {
    const id = teamAt(all, of)
    return { id, expectedVersion: versionOf(all.teams.get(id), version), endMemberships }
  },
)

export const addTeamMember = command(
  'addTeamMember',
  fc.record({ team: nth, agentId: agent, role, metadata: config }),
  ({ team, ...member }, all) => ({ teamId: teamAt(all, team), ...member }),
)

export const addTeamMembers = command(
  'addTeamMembers',
  fc.record({ team: nth, members }),
  ({ team, members }, all) => ({
    teamId: teamAt(all, team),
    members,
  }),
)

export const updateTeamMember = command(
  'updateTeamMember',
  fc.record({ of: nth, version, role: nullRarely(fc.constantFrom('MEMBER', 'LEAD')), metadata: nullRarely(config) }),
  ({ of, version, role, metadata }, all) => {
    const id = membershipAt(all, of)
    return { id, expectedVersion: versionOf(all.memberships.get(id), version), role, metadata }
  },
)

/** The id, the team and the agent (`both`), or all or none of them, which is invalid. */
const which = fc.oneof(
  { arbitrary: fc.constantFrom('id', 'both'), weight: 20 },
  { arbitrary: fc.constantFrom('all', 'neither'), weight: 1 },
)

export const removeTeamMember = command(
  'removeTeamMember',
  fc.record({ of: nth, which, reason }),
  ({ of, which, reason }, all) => {
    const id = membershipAt(all, of)
    const { teamId = unknownId, agentId = unknownId } = all.memberships.get(id) ?? {}
    const given = { id: { id }, both: { teamId, agentId }, all: { id, teamId, agentId }, neither: {} }
    return { ...given[which], reason }
  },
)

export const transferTeamMember = command(
  'transferTeamMember',
  fc.record({ of: nth, team: nth, role }),
  ({ of, team, role }, all) => ({ id: membershipAt(all, of), toTeamId: teamAt(all, team), role }),
)

const anyHeartbeat = fc.record({
  of: nth,
  incarnation: absentOr(fc.constantFrom(null, 0, 0, 0, -1, 1)),
  sequence: absentOr(fc.constantFrom(null, 0, 1, 2, 3, 5, 8, 13, 21)),
})
type DrawnHeartbeat = typeof anyHeartbeat extends fc.Arbitrary<infer T> ? T : never

/** Builds a heartbeat whose incarnation differs from the current one by the drawn number. */
const heartbeatOf = (all: Hierarchy, { of, incarnation, sequence }: DrawnHeartbeat): Heartbeat => {
  const supervisorId = supervisorAt(all, of)
  const current = all.supervisors.get(supervisorId)?.incarnation ?? 1
  return { supervisorId, sequence, incarnation: incarnation == null ? incarnation : current + incarnation }
}

export const heartbeat = command('heartbeat', anyHeartbeat, (drawn, all) => heartbeatOf(all, drawn))

/** Rarely more heartbeats than the limit, of which none is recorded. */
const times = fc.oneof({ arbitrary: fc.constant(1), weight: 15 }, fc.constant(1_001))
export const heartbeats = command(
  'heartbeats',
  fc.record({ drawn: fc.array(anyHeartbeat, { maxLength: 6 }), times }),
  ({ drawn, times }, all) => {
    const given = drawn.map((each) => heartbeatOf(all, each))
    return { heartbeats: Array.from({ length: times }, () => given).flat() }
  },
)
