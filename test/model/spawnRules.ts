import {
  addMembership,
  addSupervisor,
  addTeam,
  findSupervisor,
  levelOf,
  liveNamesake,
  need,
  takesAdditions,
  teamNamesake,
  type Hierarchy,
} from './hierarchyModel.ts'
import type { CreateTeam, MemberInput, SpawnHierarchy, SpawnNode, SpawnSupervisor, SpawnTeam } from './inputs.ts'
import { canonical } from './json.ts'
import {
  conflict,
  levelLimit,
  nameTaken,
  notFound,
  parentUnavailable,
  refuse,
  type Outcome,
  type Place,
} from './outcomes.ts'
import { viewSupervisor, viewTeam } from './views.ts'

export function spawnSupervisor(all: Hierarchy, input: SpawnSupervisor): Outcome {
  const { id = null, parentId = null } = input
  const supervisor = { ...readSupervisor(input, parentId), id }
  const payload = (createdId: string, created: boolean): Outcome => ({
    __typename: 'SpawnSupervisorPayload',
    supervisor: viewSupervisor(all, createdId),
    created,
  })
  const existing = id === null ? undefined : all.supervisors.get(id)
  if (existing)
    return existing.createdBy === supervisor.createdBy ? payload(existing.id, false) : refuse(conflict(existing))
  if (parentId !== null) {
    const parent = findSupervisor(all, parentId, ['input', 'parentId'])
    if (!takesAdditions(parent)) refuse(parentUnavailable(parent))
    const level = levelOf(all, parent) + 1
    if (level > all.maxLevel) refuse(levelLimit(all.maxLevel, level))
  }
  const namesake = liveNamesake(all, parentId, supervisor.name)
  if (namesake) refuse(nameTaken(supervisor.name, namesake))
  return payload(addSupervisor(all, supervisor).id, true)
}

export function createTeam(all: Hierarchy, input: CreateTeam): Outcome {
  const { id = null, supervisorId } = input
  const team = { ...readTeam(input, supervisorId), id }
  const payload = (createdId: string, created: boolean): Outcome => ({
    __typename: 'CreateTeamPayload',
    team: viewTeam(all, createdId),
    created,
  })
  const existing = id === null ? undefined : all.teams.get(id)
  if (existing) return existing.createdBy === team.createdBy ? payload(existing.id, false) : refuse(conflict(existing))
  const supervisor = findSupervisor(all, supervisorId, ['input', 'supervisorId'])
  if (!takesAdditions(supervisor)) refuse(parentUnavailable(supervisor))
  const namesake = teamNamesake(all, supervisorId, team.name)
  if (namesake) refuse(nameTaken(team.name, namesake))
  return payload(staff(all, addTeam(all, team).id, input.members), true)
}

interface Wanted {
  readonly node: SpawnNode
  readonly above: string | null
  readonly place: Place
}

/** Creates everything that is missing, or nothing. Collects all reasons for a refusal, since any can be returned. */
export function spawnHierarchy(all: Hierarchy, { parentId = null, supervisors }: SpawnHierarchy): Outcome {
  const wanted = listWanted(supervisors, parentId, ['input', 'supervisors'])
  const missing = wanted.filter(({ node }) => !all.supervisors.has(node.id))
  const reasons = [
    ...wanted.flatMap((each) => findSupervisorReasons(all, each, parentId)),
    ...findLevelReasons(all, missing),
    ...wanted.flatMap((each) => findTeamReasons(all, each)),
  ]
  if (reasons.length > 0) refuse(...reasons)

  for (const { node, above } of missing) addSupervisor(all, { ...readSupervisor(node, above), id: node.id })
  for (const { node } of wanted) {
    for (const team of node.teams ?? []) {
      if (all.teams.has(team.id)) continue
      addTeam(all, { ...readTeam(team, node.id), id: team.id })
      staff(all, team.id, team.members)
    }
  }
  return {
    __typename: 'SpawnHierarchyPayload',
    supervisors: supervisors.map(({ id }) => viewSupervisor(all, id)),
    created: missing.length,
    existing: wanted.length - missing.length,
  }
}

/** Lists the nodes, parents before their children. */
function listWanted(nodes: readonly SpawnNode[], above: string | null, path: Place): Wanted[] {
  return nodes.flatMap((node, i) => {
    const place = [...path, String(i)]
    return [{ node, above, place }, ...listWanted(node.children ?? [], node.id, [...place, 'children'])]
  })
}

function findSupervisorReasons(all: Hierarchy, { node, above, place }: Wanted, top: string | null): Outcome[] {
  const existing = all.supervisors.get(node.id)
  if (existing)
    return existing.createdBy === readSupervisor(node, above).createdBy ? [] : [conflict(existing, [...place, 'id'])]
  const parent = above === null ? null : all.supervisors.get(above)
  if (parent === undefined) return above === top ? [notFound(above ?? '', ['input', 'parentId'])] : [] // its parent is new as well
  const namesake = liveNamesake(all, above, node.name)
  return [
    ...(parent && !takesAdditions(parent)
      ? [parentUnavailable(parent, above === top ? ['input', 'parentId'] : place)]
      : []),
    ...(namesake ? [nameTaken(node.name, namesake, [...place, 'name'])] : []),
  ]
}

/** Refusal of the first of the deepest missing supervisors, if its level is too high. */
function findLevelReasons(all: Hierarchy, missing: readonly Wanted[]): Outcome[] {
  const levels = new Map<string, number>()
  let deepest: { level: number; place: Place } = { level: -1, place: [] }
  for (const { node, above, place } of missing) {
    const parent = above === null ? undefined : all.supervisors.get(above)
    const level = (parent ? levelOf(all, parent) : above === null ? -1 : (levels.get(above) ?? -1)) + 1
    levels.set(node.id, level)
    if (level > deepest.level) deepest = { level, place }
  }
  return deepest.level > all.maxLevel ? [levelLimit(all.maxLevel, deepest.level, deepest.place)] : []
}

function findTeamReasons(all: Hierarchy, { node, place }: Wanted): Outcome[] {
  return (node.teams ?? []).flatMap((team, i) => {
    const own = [...place, 'teams', String(i)]
    const existing = all.teams.get(team.id)
    if (existing)
      return existing.createdBy === readTeam(team, node.id).createdBy ? [] : [conflict(existing, [...own, 'id'])]
    const supervisor = all.supervisors.get(node.id)
    const namesake = teamNamesake(all, node.id, team.name)
    return [
      ...(supervisor && !takesAdditions(supervisor) ? [parentUnavailable(supervisor, own)] : []),
      ...(namesake ? [nameTaken(team.name, namesake, [...own, 'name'])] : []),
    ]
  })
}

export function readMember({ agentId, role, metadata }: MemberInput) {
  return { agentId, role: role ?? 'MEMBER', metadata: metadata ?? {} }
}

function readSupervisor(input: SpawnSupervisor | SpawnNode, parentId: string | null) {
  const { name, description = null, config, policyVersionId = null } = input
  const fields = { parentId, name, description, config: config ?? {}, policyVersionId }
  return { ...fields, createdBy: canonical(fields) }
}

function readTeam(input: CreateTeam | SpawnTeam, supervisorId: string) {
  const { name, description = null, objective = null, config, members } = input
  const fields = { supervisorId, name, description, objective, config: config ?? {} }
  return { ...fields, createdBy: canonical({ ...fields, members: members?.map(readMember) ?? [] }) }
}

function staff(all: Hierarchy, teamId: string, members: readonly MemberInput[] | null | undefined): string {
  for (const member of members ?? []) addMembership(all, teamId, readMember(member))
  return need(all.teams, teamId).id
}
