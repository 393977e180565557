import { levelOf, need, type Hierarchy } from './hierarchyModel.ts'

/** Objects as payloads show them, in the fields that `documents.ts` selects. */

export function viewSupervisor(all: Hierarchy, id: string): object {
  const supervisor = need(all.supervisors, id)
  const { madeBy: _, parentId, ...fields } = supervisor
  return { ...fields, parent: parentId === null ? null : { id: parentId }, hierarchyLevel: levelOf(all, supervisor) }
}

export function viewTeam(all: Hierarchy, id: string): object {
  const { madeBy: _, supervisorId, ...fields } = need(all.teams, id)
  return { ...fields, supervisor: { id: supervisorId } }
}

/** Without its moments, which the rows are asked for. */
export function viewMember(all: Hierarchy, id: string): object {
  const { teamId, agentId, joinedAt: _, leftAt: __, ...fields } = need(all.memberships, id)
  return { ...fields, team: { id: teamId }, agent: { id: agentId } }
}
