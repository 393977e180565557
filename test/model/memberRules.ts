import {
  activeMembers,
  addMembership,
  change,
  endMembership,
  findTeam,
  need,
  takesAdditions,
  type Hierarchy,
  type Membership,
  type Team,
} from './hierarchyModel.ts'
import { expectVersion, findDifferences } from './changeRules.ts'
import type {
  AddTeamMember,
  AddTeamMembers,
  DeleteTeam,
  MemberInput,
  RemoveTeamMember,
  TransferTeamMember,
  UpdateTeamMember,
} from './inputs.ts'
import {
  alreadyMember,
  conflict,
  hasActiveMembers,
  notFound,
  parentUnavailable,
  refuse,
  type Outcome,
  type Place,
} from './outcomes.ts'
import { readMember } from './spawnRules.ts'
import { viewMember, viewSupervisor, viewTeam } from './views.ts'

export function deleteTeam(all: Hierarchy, input: DeleteTeam): Outcome {
  const { id, supervisorId } = findTeam(all, input.id)
  expectVersion(need(all.teams, id), input.expectedVersion)
  const active = activeMembers(all, id).length
  if (active > 0 && !input.endMemberships) refuse(hasActiveMembers(active))
  all.teams.delete(id)
  all.teamKeys.delete(id)
  for (const member of [...all.memberships.values()]) if (member.teamId === id) all.memberships.delete(member.id)
  return { __typename: 'DeleteTeamPayload', deletedId: id, supervisor: viewSupervisor(all, supervisorId) }
}

function findOpenTeam(all: Hierarchy, id: string, path: Place): Team {
  const team = findTeam(all, id, path)
  const supervisor = need(all.supervisors, team.supervisorId)
  if (!takesAdditions(supervisor)) refuse(parentUnavailable(supervisor))
  return team
}

function join(all: Hierarchy, teamId: string, members: readonly MemberInput[]): Membership[] {
  const { id } = findOpenTeam(all, teamId, ['input', 'teamId'])
  const active = activeMembers(all, id)
  const conflicting = members.flatMap(({ agentId }) => active.find((member) => member.agentId === agentId) ?? [])
  if (conflicting.length > 0) refuse(alreadyMember(conflicting))
  return members.map((member) => addMembership(all, id, readMember(member)))
}

export function addTeamMember(all: Hierarchy, { teamId, ...member }: AddTeamMember): Outcome {
  const members = join(all, teamId, [member]).map(({ id }) => viewMember(all, id))
  return { __typename: 'AddTeamMemberPayload', member: members[0] }
}

export function addTeamMembers(all: Hierarchy, { teamId, members }: AddTeamMembers): Outcome {
  const joined = join(all, teamId, members).map(({ id }) => viewMember(all, id))
  return { __typename: 'AddTeamMembersPayload', team: viewTeam(all, teamId), members: joined }
}

export function updateTeamMember(all: Hierarchy, { id, expectedVersion, role, metadata }: UpdateTeamMember): Outcome {
  const member = all.memberships.get(id) ?? refuse(notFound(id, ['input', 'id']))
  const differences = findDifferences(member, { role, metadata })
  const changed = Object.keys(differences).length > 0
  if (changed) {
    expectVersion(member, expectedVersion)
    if (!member.active) refuse(conflict(member))
    change(member, differences)
  }
  return { __typename: 'UpdateTeamMemberPayload', member: viewMember(all, id), changed }
}

export function removeTeamMember(all: Hierarchy, input: RemoveTeamMember): Outcome {
  const member = findMembership(all, input)
  const changed = member.active
  if (changed) endMembership(member)
  return { __typename: 'RemoveTeamMemberPayload', member: viewMember(all, member.id), changed }
}

/** Finds a membership by id, or by team and agent: the active membership, or the last ended one. */
function findMembership(all: Hierarchy, { id, teamId, agentId }: RemoveTeamMember): Membership {
  if (id != null) return all.memberships.get(id) ?? refuse(notFound(id, ['input', 'id']))
  const [latest] = [...all.memberships.values()]
    .filter((member) => member.teamId === teamId && member.agentId === agentId)
    .sort((a, b) => Number(b.active) - Number(a.active) || compare(b.leftAt, a.leftAt) || compare(a.id, b.id))
  return latest ?? refuse(notFound(String(agentId), ['input', 'agentId']))
}

function compare(a: string | null, b: string | null): number {
  return (a ?? '') < (b ?? '') ? -1 : (a ?? '') > (b ?? '') ? 1 : 0
}

export function transferTeamMember(all: Hierarchy, { id, toTeamId, role }: TransferTeamMember): Outcome {
  const member = all.memberships.get(id)
  if (!member?.active) return refuse(notFound(id, ['input', 'id']))
  const team = findOpenTeam(all, toTeamId, ['input', 'toTeamId'])
  const conflicting = activeMembers(all, team.id).filter(({ agentId }) => agentId === member.agentId)
  if (conflicting.length > 0) refuse(alreadyMember(conflicting))
  endMembership(member)
  const { agentId, metadata } = member
  const joined = addMembership(all, team.id, { agentId, metadata, role: role ?? member.role })
  return {
    __typename: 'TransferTeamMemberPayload',
    left: viewMember(all, member.id),
    joined: viewMember(all, joined.id),
  }
}
