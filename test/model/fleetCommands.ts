import fc from 'fast-check'
import {
  absentOr,
  config,
  members,
  name,
  nth,
  parentAt,
  policy,
  rarely,
  supervisorAt,
  teamName,
  text,
} from './choices.ts'
import { command } from './Command.ts'
import type { Hierarchy } from './hierarchyModel.ts'
import { agentIdOf, supervisorIdOf } from './ids.ts'

const tooMany = Array.from({ length: 1_001 }, (_, i) => ({ agentId: agentIdOf(1_000 + i) }))
const key = fc.constantFrom('k1', 'k2', 'k3', 'k4')

const team = fc.record({
  key: teamName,
  name: teamName,
  objective: text,
  config,
  members: fc.oneof({ arbitrary: absentOr(members), weight: 60 }, { arbitrary: fc.constant(tooMany), weight: 1 }),
})
const supervisor = fc.record({
  key,
  above: fc.oneof({ arbitrary: fc.constant('top' as const), weight: 2 }, { arbitrary: key, weight: 1 }),
  idKind: fc.oneof(
    { arbitrary: fc.constant('absent' as const), weight: 8 },
    { arbitrary: fc.constantFrom('new' as const, 'taken' as const), weight: 1 },
  ),
  of: nth,
  name,
  description: text,
  config,
  policyVersionId: policy,
  teams: absentOr(fc.uniqueArray(team, { maxLength: 2, selector: (each) => each.key })),
})

/** The parent of one of the supervisors of the fleet, so that most of them stay where they are. */
function presentParent(all: Hierarchy): string | null | undefined {
  const [first] = all.fleet.values()
  const row = first === undefined ? undefined : all.supervisors.get(first)
  return row && row.status !== 'TERMINATED' ? row.parentId : undefined
}

function tokenAt(all: Hierarchy, n: number): string | undefined {
  return [...all.tokens.keys()].at(-1 - (n % 2))
}

export const applyFleet = command(
  'applyFleet',
  fc.record({
    parent: nth,
    isMoved: rarely(3),
    supervisors: fc.uniqueArray(supervisor, { maxLength: 4, selector: (each) => each.key }),
    removes: absentOr(fc.uniqueArray(key, { maxLength: 2 })),
    pruneTeams: absentOr(fc.boolean()),
    dryRun: rarely(4),
    token: nth,
    far: rarely(80),
  }),
  ({ parent, isMoved, supervisors, removes, pruneTeams, dryRun, token, far }, all) => {
    const above = isMoved ? undefined : presentParent(all)
    const given = supervisors.map(({ idKind, of, above: parentKey, ...fields }) => ({
      ...fields,
      ...(parentKey !== 'top' && { parentKey }),
      ...(idKind === 'new' && { id: supervisorIdOf(all.created.supervisors + 1 + of) }),
      ...(idKind === 'taken' && { id: supervisorAt(all, of) }),
    }))
    const keys = new Set(supervisors.map((each) => each.key))
    const many = Array.from({ length: 5_001 }, (_, i) => ({ key: `m${i}`, name: `m${i}` }))
    return {
      fleet: 'fleet',
      parentId: above === undefined ? parentAt(all, parent) : above,
      supervisors: far ? many : given,
      remove: removes?.filter((each) => !keys.has(each)),
      pruneTeams,
      dryRun,
      impactToken: tokenAt(all, token),
    }
  },
)
