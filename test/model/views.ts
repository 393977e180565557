import { levelOf, need, type Hierarchy } from './hierarchyModel.ts'
import { omit } from './json.ts'

/** Objects as payloads show them, in the fields that `documents.ts` selects. */

export function viewSupervisor(all: Hierarchy, id: string): object {
  const supervisor = need(all.supervisors, id)
  const { parentId } = supervisor
  return {
    ...omit(supervisor, 'createdBy', 'parentId', 'sequence', 'createdAt'),
    parent: parentId === null ? null : { id: parentId },
    hierarchyLevel: levelOf(all, supervisor),
  }
}

export function viewTeam(all: Hierarchy, id: string): object {
  const team = need(all.teams, id)
  return { ...omit(team, 'createdBy', 'supervisorId'), supervisor: { id: team.supervisorId } }
}

/** A membership without its times, which the comparison of the rows covers. */
export function viewMember(all: Hierarchy, id: string): object {
  const member = need(all.memberships, id)
  const fields = omit(member, 'teamId', 'agentId', 'joinedAt', 'leftAt')
  return { ...fields, team: { id: member.teamId }, agent: { id: member.agentId } }
}
