import type { ApplyFleet, Inputs, MemberInput, Mutation, SpawnHierarchy, SpawnNode } from './inputs.ts'
import { isObject } from './json.ts'
import { alreadyMember, invalid, limitExceeded, nameTaken, type Outcome, type Place } from './outcomes.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/
export const isId = (value: unknown): boolean => typeof value === 'string' && uuid.test(value) && !/^[f-]+$/.test(value)
const isText = (value: unknown, max: number): boolean =>
  typeof value === 'string' && !value.includes('\0') && value.length <= max
const isName = (value: unknown, max: number): boolean => isText(value, max) && String(value).trim() !== ''

/** Valid values of each field, in any input. */
const fieldRules: Record<string, (value: unknown) => boolean> = {
  id: isId,
  parentId: isId,
  supervisorId: isId,
  teamId: isId,
  toTeamId: isId,
  agentId: isId,
  policyVersionId: isId,
  name: (value) => isName(value, 255),
  role: (value) => isName(value, 100),
  description: (value) => isText(value, 10_000),
  objective: (value) => isText(value, 10_000),
  reason: (value) => isText(value, 10_000),
  impactToken: (value) => isText(value, 10_000),
}
const jsonFields = ['config', 'mergeConfig', 'metadata']
/** Fields that null does not clear. */
const neverNull = ['name', 'config', 'mergeConfig', 'role', 'metadata']

/** All problems of an input that do not depend on the hierarchy. A mutation returns one of them. */
export function findInputProblems<M extends Mutation>(mutation: M, input: Inputs[M]): Outcome[] {
  // heartbeatRules.ts checks each heartbeat separately
  if (mutation === 'heartbeat' || mutation === 'heartbeats') return []
  const fields: Record<string, unknown> = { ...input }
  const problems = findBadFields(input, ['input'])
  if (mutation.startsWith('update'))
    for (const field of neverNull) if (fields[field] === null) problems.push(invalid(['input', field]))
  if (fields.config !== undefined && fields.mergeConfig !== undefined) problems.push(invalid(['input', 'mergeConfig']))
  if (mutation === 'failSupervisor' && String(fields.reason).trim() === '') problems.push(invalid(['input', 'reason']))
  if (mutation === 'removeTeamMember') {
    const given = [fields.id, fields.teamId, fields.agentId].map((value) => value != null).join()
    if (!['true,false,false', 'false,true,true'].includes(given)) problems.push(invalid(['input']))
  }
  const members = fields.members as MemberInput[] | null | undefined
  const place = ['input', 'members']
  if (members) {
    problems.push(...findDuplicates(members, 'agentId', place, (path) => alreadyMember([], path)))
    if (members.length > 1_000) problems.push(limitExceeded(1_000, members.length, place))
  }
  if (mutation === 'applyFleet') problems.push(...findFleetProblems(input as ApplyFleet))
  if (mutation === 'spawnHierarchy') problems.push(...findHierarchyProblems(input as SpawnHierarchy))
  return problems
}

function findBadFields(value: unknown, path: Place): Outcome[] {
  if (Array.isArray(value)) return value.flatMap((each, i) => findBadFields(each, [...path, String(i)]))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([field, given]) => {
    const place = [...path, field]
    if (given == null) return []
    if (jsonFields.includes(field)) return findBadJson(given, place)
    return fieldRules[field]?.(given) === false ? [invalid(place)] : findBadFields(given, place)
  })
}

function findBadJson(value: unknown, path: Place): Outcome[] {
  if (typeof value === 'string') return value.includes('\0') ? [invalid(path)] : []
  return isObject(value) ? Object.entries(value).flatMap(([key, below]) => findBadJson(below, [...path, key])) : []
}

function findDuplicates<Field extends string>(
  rows: readonly Record<Field, string>[],
  field: Field,
  path: Place,
  problem: (path: Place, value: string) => Outcome,
): Outcome[] {
  return rows.flatMap((row, i) =>
    rows.slice(0, i).some((before) => before[field] === row[field])
      ? [problem([...path, String(i), field], row[field])]
      : [],
  )
}

function findHierarchyProblems({ supervisors }: SpawnHierarchy): Outcome[] {
  const ids: { id: string; path: Place }[] = []
  const problems: Outcome[] = []
  const duplicateName = (path: Place, name: string): Outcome => nameTaken(name, null, path)
  let count = 0
  const visit = (nodes: readonly SpawnNode[], path: Place): void => {
    problems.push(...findDuplicates(nodes, 'name', path, duplicateName))
    for (const [i, node] of nodes.entries()) {
      const place = [...path, String(i)]
      count++
      ids.push({ id: node.id, path: [...place, 'id'] })
      const teams = node.teams ?? []
      problems.push(...findDuplicates(teams, 'name', [...place, 'teams'], duplicateName))
      for (const [j, team] of teams.entries()) {
        const teamPlace = [...place, 'teams', String(j)]
        const members = team.members ?? []
        ids.push({ id: team.id, path: [...teamPlace, 'id'] })
        problems.push(...findDuplicates(members, 'agentId', [...teamPlace, 'members'], (at) => alreadyMember([], at)))
        if (members.length > 1_000) problems.push(limitExceeded(1_000, members.length, [...teamPlace, 'members']))
      }
      visit(node.children ?? [], [...place, 'children'])
    }
  }
  visit(supervisors, ['input', 'supervisors'])
  if (count > 1_000) problems.push(limitExceeded(1_000, count, ['input', 'supervisors']))
  const seen = new Set<string>()
  for (const { id, path } of ids) {
    if (seen.has(id)) problems.push(invalid(path))
    seen.add(id)
  }
  return problems
}

function findFleetProblems({ supervisors }: ApplyFleet): Outcome[] {
  const path = ['input', 'supervisors']
  const chosen = supervisors.flatMap(({ id }, i) => (id == null ? [] : [{ id, i }]))
  const twice = chosen.filter(({ id }, n) => chosen.slice(0, n).some((before) => before.id === id))
  return [
    ...twice.map(({ i }) => invalid([...path, String(i), 'id'])),
    ...(supervisors.length > 5_000 ? [limitExceeded(5_000, supervisors.length, path)] : []),
    ...supervisors.flatMap(({ teams }, i) => {
      const place = [...path, String(i), 'teams']
      return [
        ...findDuplicates(teams ?? [], 'name', place, (at, name) => nameTaken(name, null, at)),
        ...(teams ?? []).flatMap(({ members }, j) => {
          const ofTeam = [...place, String(j), 'members']
          return [
            ...findDuplicates(members ?? [], 'agentId', ofTeam, (at) => alreadyMember([], at)),
            ...((members?.length ?? 0) > 1_000 ? [limitExceeded(1_000, members?.length ?? 0, ofTeam)] : []),
          ]
        }),
      ]
    }),
  ]
}
