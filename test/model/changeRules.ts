import { isDeepStrictEqual } from 'node:util'
import {
  change,
  findSupervisor,
  findTeam,
  isLive,
  levelOf,
  liveNamesake,
  pathOf,
  reparent,
  subtreeOf,
  takesAdditions,
  teamNamesake,
  type Hierarchy,
} from './hierarchyModel.ts'
import type { MoveSupervisor, UpdateSupervisor, UpdateTeam } from './inputs.ts'
import { canonical, mergePatch } from './json.ts'
import {
  conflict,
  cycle,
  invalidTransition,
  levelLimit,
  limitExceeded,
  nameTaken,
  parentUnavailable,
  refuse,
  type Outcome,
} from './outcomes.ts'
import { viewSupervisor, viewTeam } from './views.ts'

export function expectChangeSize(all: Hierarchy, size: number): void {
  if (size > all.maxChangeSize) refuse(limitExceeded(all.maxChangeSize, size))
}

export function expectVersion(row: { id: string; version: number }, expected: number | null | undefined): void {
  if (expected != null && expected !== row.version) refuse(conflict(row))
}

/** The given fields that differ from the row. */
export function findDifferences<Row extends object>(
  row: Row,
  given: Partial<Record<keyof Row, unknown>>,
): Partial<Row> {
  const differs = ([field, value]: [string, unknown]): boolean =>
    value !== undefined && canonical(value) !== canonical(row[field as keyof Row])
  return Object.fromEntries(Object.entries(given).filter(differs)) as Partial<Row>
}

const isEmpty = (object: object): boolean => isDeepStrictEqual(object, {})

function changedConfig(
  row: { config: object },
  { config, mergeConfig }: { config?: unknown; mergeConfig?: unknown },
): unknown {
  return mergeConfig === undefined ? config : mergePatch(row.config, mergeConfig)
}

const terminatedIsFinal = invalidTransition('TERMINATED', 'TERMINATED', [])

export function updateSupervisor(all: Hierarchy, input: UpdateSupervisor): Outcome {
  const { name, description, policyVersionId } = input
  const target = findSupervisor(all, input.id)
  if (!isLive(target)) refuse(terminatedIsFinal)
  const config = changedConfig(target, input)
  const differences = findDifferences(target, { name, description, policyVersionId, config })
  const changed = !isEmpty(differences)
  if (changed) {
    expectVersion(target, input.expectedVersion)
    const namesake = differences.name === undefined ? undefined : liveNamesake(all, target.parentId, differences.name)
    if (namesake) refuse(nameTaken(namesake.name, namesake))
    change(target, differences)
  }
  return { __typename: 'UpdateSupervisorPayload', supervisor: viewSupervisor(all, target.id), changed }
}

export function updateTeam(all: Hierarchy, input: UpdateTeam): Outcome {
  const { name, description, objective } = input
  const target = findTeam(all, input.id)
  const config = changedConfig(target, input)
  const differences = findDifferences(target, { name, description, objective, config })
  const changed = !isEmpty(differences)
  if (changed) {
    expectVersion(target, input.expectedVersion)
    const namesake =
      differences.name === undefined ? undefined : teamNamesake(all, target.supervisorId, differences.name)
    if (namesake) refuse(nameTaken(namesake.name, namesake))
    change(target, differences)
  }
  return { __typename: 'UpdateTeamPayload', team: viewTeam(all, target.id), changed }
}

export function moveSupervisor(all: Hierarchy, input: MoveSupervisor): Outcome {
  const { id, parentId = null } = input
  const target = findSupervisor(all, id)
  const payload = (changed: boolean, movedCount: number): Outcome => ({
    __typename: 'MoveSupervisorPayload',
    supervisor: viewSupervisor(all, id),
    changed,
    movedCount,
  })
  if (!isLive(target)) refuse(terminatedIsFinal)
  if (parentId === target.parentId) return payload(false, 0)
  expectVersion(target, input.expectedVersion)
  const subtree = subtreeOf(all, target)
  if (parentId !== null) {
    const parent = findSupervisor(all, parentId, ['input', 'parentId'])
    if (pathOf(all, parent).includes(id)) refuse(cycle)
    if (!takesAdditions(parent)) refuse(parentUnavailable(parent))
    const height = Math.max(...subtree.map((each) => levelOf(all, each))) - levelOf(all, target)
    const deepest = levelOf(all, parent) + 1 + height
    if (deepest > all.maxLevel) refuse(levelLimit(all.maxLevel, deepest))
  }
  const namesake = liveNamesake(all, parentId, target.name)
  if (namesake) refuse(nameTaken(target.name, namesake))
  expectChangeSize(all, subtree.length)
  const movedCount = subtree.filter(isLive).length
  if (input.dryRun) return payload(false, movedCount)
  reparent(all, target, parentId)
  return payload(true, movedCount)
}
