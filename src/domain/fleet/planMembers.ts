import type { TeamId } from '../glossary.ts'
import { isObject } from '../input.ts'
import { findDifference, noDetails, type FleetChange } from './fleetChange.ts'
import type { PresentFleetTeam, PresentMember } from './presentFleet.ts'
import type { WantedFleetTeam, WantedMember } from './wantedFleet.ts'

export interface MemberToAdd extends WantedMember {
  readonly teamId: TeamId
}
export interface MemberToUpdate extends Pick<WantedMember, 'role' | 'metadata'> {
  readonly from: PresentMember
}

export interface MembersPlan {
  readonly added: readonly MemberToAdd[]
  readonly updated: readonly MemberToUpdate[]
  readonly ended: readonly PresentMember[]
  readonly changes: readonly FleetChange[]
}

/** Plans the members of an existing team: exactly the wanted ones, if the request manages them. */
export function planMembers(
  key: string,
  { key: teamKey, members: wanted }: WantedFleetTeam,
  { id: teamId, applied }: PresentFleetTeam,
  present: readonly PresentMember[],
): MembersPlan {
  if (!wanted) return { added: [], updated: [], ended: [], changes: [] }
  const byAgent = new Map(present.map((each) => [each.agentId, each]))
  const agents = new Set(wanted.map(({ agentId }) => agentId))
  const appliedMembers = isObject(applied?.members) ? applied.members : null
  const describe = (agentId: string, kind: FleetChange['kind'], more: Partial<FleetChange>): FleetChange => ({
    ...noDetails,
    ...{ kind, object: 'MEMBER', key, teamKey, agentId, id: byAgent.get(agentId)?.id ?? null, name: agentId },
    ...more,
  })
  /** Whether another writer has added or removed the agent since the last apply. */
  const driftOf = (agentId: string, isPresent: boolean): readonly string[] =>
    appliedMembers && Object.hasOwn(appliedMembers, agentId) !== isPresent ? ['agentId'] : []

  const added = wanted.filter(({ agentId }) => !byAgent.has(agentId))
  const updated = wanted.flatMap(({ agentId, role, metadata }) => {
    const from = byAgent.get(agentId)
    const was = appliedMembers?.[agentId]
    const difference =
      from &&
      findDifference({ role, metadata }, { role: from.role, metadata: from.metadata }, isObject(was) ? was : null)
    return difference ? [{ from, role, metadata, difference }] : []
  })
  const ended = present.filter(({ agentId }) => !agents.has(agentId))
  return {
    added: added.map((member) => ({ teamId, ...member })),
    updated: updated.map(({ from, role, metadata }) => ({ from, role, metadata })),
    ended,
    changes: [
      ...added.map(({ agentId, role, metadata }) =>
        describe(agentId, 'CREATE', { after: { role, metadata }, drift: driftOf(agentId, false) }),
      ),
      ...updated.map(({ from, difference }) => describe(from.agentId, 'UPDATE', difference)),
      ...ended.map(({ agentId }) => describe(agentId, 'REMOVE', { drift: driftOf(agentId, true) })),
    ],
  }
}
