import fc from 'fast-check'
import { isLive, type Hierarchy } from './hierarchyModel.ts'
import { agentIdOf, policyIdOf, unknownId } from './ids.ts'
import type { MemberInput } from './inputs.ts'

/**
 * Random choices of a command, made before it knows the hierarchy. Numbers stand for rows, and become ids that mostly
 * exist. The sets of names, agents and values are small, so that conflicts are frequent.
 */
export const nth = fc.noBias(fc.nat(99))

export const absentOr = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined })
export const rarely = (weight: number): fc.Arbitrary<boolean> =>
  fc.oneof({ arbitrary: fc.constant(false), weight }, { arbitrary: fc.constant(true), weight: 1 })

export const name = fc.constantFrom('ada', 'bob', 'cyd', 'dee')
export const teamName = fc.constantFrom('core', 'edge', 'ops')
export const text = absentOr(fc.constantFrom(null, 'one', 'two', ''))
const plain = fc.constantFrom({}, { a: 1 }, { a: 1, b: { c: true } }, { b: { d: 'x' } })
const restart = fc.record(
  {
    strategy: fc.constantFrom('one_for_one', 'one_for_all', 'rest_for_one'),
    max_restarts: fc.constantFrom(0, 1, 2),
    within_seconds: fc.constant(86_400),
  },
  { requiredKeys: [], noNullPrototype: true },
)
export const config = absentOr(fc.oneof(plain, fc.record({ restart }, { noNullPrototype: true })))
export const patch = fc.oneof(
  fc.constantFrom({}, { a: null }, { a: 2 }, { b: { c: null } }, { b: { d: 'x' } }, { b: 7 }, { restart: null }),
  fc.record({ restart }, { noNullPrototype: true }),
)
export const policy = absentOr(fc.constantFrom(null, policyIdOf(1), policyIdOf(2)))
export const role = absentOr(fc.constantFrom('MEMBER', 'LEAD', null))
export const reason = absentOr(fc.constantFrom('because', 'so', null))
export const agent = fc.nat(5).map((n) => agentIdOf(n + 1))

const member = fc.record({ agentId: agent, role, metadata: config })
/** Mostly distinct agents, rarely with duplicates. */
export const members: fc.Arbitrary<MemberInput[]> = fc.oneof(
  { arbitrary: fc.uniqueArray(member, { maxLength: 5, selector: ({ agentId }) => agentId }), weight: 20 },
  { arbitrary: fc.array(member, { minLength: 2, maxLength: 3 }), weight: 1 },
)

export const version = fc.oneof(
  { arbitrary: fc.constant(undefined), weight: 6 },
  { arbitrary: fc.constantFrom('current', 'older', 'newer'), weight: 3 },
)
export type Version = typeof version extends fc.Arbitrary<infer T> ? T : never

export function versionOf(row: { version: number } | undefined, drawn: Version): number | undefined {
  if (drawn === undefined) return undefined
  return (row?.version ?? 1) + { current: 0, older: -1, newer: 1 }[drawn]
}

function pick(n: number, ids: readonly string[]): string {
  return ids[n % ids.length] ?? unknownId
}

const idsOf = (rows: Iterable<{ id: string }>): string[] => [...rows].map(({ id }) => id)

/** Id of a supervisor, mostly a live one. */
export function supervisorAt(all: Hierarchy, n: number): string {
  if (n % 20 === 19) return unknownId
  const rows = [...all.supervisors.values()]
  const live = rows.filter(isLive)
  const ended = rows.filter((row) => !isLive(row))
  return pick(n, idsOf((n % 20 === 18 && ended.length > 0) || live.length === 0 ? ended : live))
}

/** Id of a parent, or null for a root. */
export const parentAt = (all: Hierarchy, n: number): string | null =>
  n % 5 === 0 || all.supervisors.size === 0 ? null : supervisorAt(all, n)

export const teamAt = (all: Hierarchy, n: number): string =>
  n % 20 === 19 ? unknownId : pick(n, idsOf(all.teams.values()))

/** Id of a membership, mostly an active one. */
export function membershipAt(all: Hierarchy, n: number): string {
  if (n % 20 === 19) return unknownId
  const rows = [...all.memberships.values()]
  const active = rows.filter((row) => row.active)
  return pick(n, idsOf(n % 20 > 16 || active.length === 0 ? rows : active))
}
