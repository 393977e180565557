import { ValidationError, type InputPath } from '../../domain/errors.ts'
import { parseChange, parseRequiredChange } from '../../domain/change.ts'
import type { GivenFingerprint } from '../../domain/fleet/fleetComparison.ts'
import type {
  WantedFleet,
  WantedFleetSupervisor,
  WantedFleetTeam,
  WantedMember,
} from '../../domain/fleet/wantedFleet.ts'
import {
  notNil,
  parseId,
  parseJsonObject,
  parseName,
  parseOptionalId,
  parseText,
  type JsonObject,
} from '../../domain/input.ts'
import { assertWithinLimit } from '../../domain/limit.ts'
import { assertSupervisorConfig } from '../../domain/supervisorConfig.ts'
import { claimOnce, duplicateName, type Claim, type DuplicateError } from '../claimOnce.ts'
import { parseMembers, type TeamMemberInput } from '../team/parseMember.ts'

export interface ApplyFleetInput {
  readonly fleet: string
  readonly parentId?: string | null | undefined
  readonly supervisors: readonly FleetSupervisorInput[]
  readonly remove?: readonly string[] | null | undefined
  readonly fingerprints?: readonly FleetFingerprintInput[] | null | undefined
  readonly pruneTeams?: boolean | null | undefined
  readonly dryRun?: boolean | null | undefined
  readonly partial?: boolean | null | undefined
  readonly impactToken?: string | null | undefined
  readonly reason?: string | null | undefined
}
export interface FleetFingerprintInput {
  readonly key: string
  readonly fingerprint: string
}
export interface FleetSupervisorInput {
  readonly key: string
  readonly previousKey?: string | null | undefined
  readonly parentKey?: string | null | undefined
  readonly id?: string | null | undefined
  readonly name: string
  readonly description?: string | null | undefined
  readonly config?: unknown
  readonly policyVersionId?: string | null | undefined
  readonly fingerprint?: string | null | undefined
  readonly teams?: readonly FleetTeamInput[] | null | undefined
}
export interface FleetTeamInput {
  readonly key: string
  readonly previousKey?: string | null | undefined
  readonly id?: string | null | undefined
  readonly name: string
  readonly description?: string | null | undefined
  readonly objective?: string | null | undefined
  readonly config?: unknown
  readonly members?: readonly TeamMemberInput[] | null | undefined
}

const maxSupervisors = 5_000
const maxTeams = 10_000
const maxMembers = 20_000
/** A request body of 4 MiB has about as many. */
const maxFingerprints = 50_000

/**
 * @throws {ValidationError} if a field is malformed, or a key or id occurs twice
 * @throws {LimitExceededError} if there are more than 5,000 supervisors or keys to remove, 10,000 teams or 20,000 members, or more
 * than 1,000 members in a team
 * @throws {NameTakenError} if two teams of a supervisor have the same name
 * @throws {AlreadyMemberError} if an agent occurs twice in a team
 */
export function parseFleet(input: ApplyFleetInput): WantedFleet {
  assertSize(input)
  const claimKey = claimOnce(duplicate('key'))
  const claimId = claimOnce(duplicate('id'))
  const claimTeamId = claimOnce(duplicate('id'))
  const dryRun = input.dryRun ?? false
  if (input.partial && !dryRun)
    throw new ValidationError(
      ['input', 'partial'],
      'expected dryRun: true with partial, got false. Set dryRun, or remove partial.',
    )
  const name = parseName(input.fleet, ['input', 'fleet'])
  const parentId = parseOptionalId(input.parentId, ['input', 'parentId'])
  const supervisors = input.supervisors.map((each, i): WantedFleetSupervisor => {
    const inputPath = ['input', 'supervisors', String(i)]
    const at = (field: string): InputPath => [...inputPath, field]
    return {
      inputPath,
      key: claimKey(parseName(each.key, at('key')), at('key')),
      previousKey: parseOptionalName(each.previousKey, at('previousKey')),
      parentKey: parseOptionalName(each.parentKey, at('parentKey')),
      fingerprint: parseOptionalName(each.fingerprint, at('fingerprint')),
      id: claimId(notNil(parseOptionalId(each.id, at('id')), at('id')), at('id')),
      fields: {
        name: parseName(each.name, at('name')),
        description: parseChange(each.description, at('description'), parseText),
        config: parseRequiredChange(each.config, at('config'), parseSupervisorConfig),
        policyVersionId: parseChange(each.policyVersionId, at('policyVersionId'), parseId),
      },
      teams: each.teams?.length === 0 ? [] : parseTeams(each.teams ?? undefined, at('teams'), claimTeamId),
    }
  })
  const removed = (input.remove ?? []).map((key, i) => {
    const path = ['input', 'remove', String(i)]
    return claimKey(parseName(key, path), path)
  })
  const { pruneTeams, partial } = input
  return { name, parentId, supervisors, removed, pruneTeams: pruneTeams ?? false, isPartial: partial ?? false }
}

/**
 * The fingerprints of a dry run by their keys; null if the input has none.
 * @throws {ValidationError} if one is malformed, a key occurs twice, or the request is no dry run
 * @throws {LimitExceededError} if there are more than 50,000
 */
export function parseFingerprints({ fingerprints, dryRun }: ApplyFleetInput): GivenFingerprint[] | null {
  if (!fingerprints) return null
  const path = ['input', 'fingerprints']
  if (!dryRun)
    throw new ValidationError(
      path,
      'expected dryRun: true with fingerprints, got false. Set dryRun, or remove fingerprints.',
    )
  assertWithinLimit('fingerprints', maxFingerprints, fingerprints.length, path)
  const claimKey = claimOnce(duplicate('key'))
  return fingerprints.map(({ key, fingerprint }, i) => {
    const at = (field: string): InputPath => [...path, String(i), field]
    return {
      given: key,
      key: claimKey(parseName(key, at('key')), at('key')),
      fingerprint: parseName(fingerprint, at('fingerprint')),
    }
  })
}

function parseTeams(
  teams: readonly FleetTeamInput[] | undefined,
  path: InputPath,
  claimId: Claim,
): WantedFleetTeam[] | undefined {
  const claimKey = claimOnce(duplicate('key'))
  const claimName = claimOnce(duplicateName('by another team of the supervisor in this input'))
  return teams?.map((each, i): WantedFleetTeam => {
    const inputPath = [...path, String(i)]
    const at = (field: string): InputPath => [...inputPath, field]
    const name = claimName(parseName(each.name, at('name')), at('name'))
    return {
      inputPath,
      key: claimKey(parseName(each.key, at('key')), at('key')),
      previousKey: parseOptionalName(each.previousKey, at('previousKey')),
      id: claimId(parseOptionalId(each.id, at('id')), at('id')),
      fields: {
        name,
        description: parseChange(each.description, at('description'), parseText),
        objective: parseChange(each.objective, at('objective'), parseText),
        config: parseRequiredChange(each.config, at('config'), parsePlainJson),
      },
      members: each.members ? parseMembers(each.members, at('members')).map(plainMember) : undefined,
    }
  })
}

function plainMember({ agentId, role, metadata }: { agentId: string; role: string; metadata: object }): WantedMember {
  return { agentId, role, metadata: plain(metadata) }
}

function parseOptionalName(value: string | null | undefined, path: InputPath): string | null {
  return value == null ? null : parseName(value, path)
}

function parseSupervisorConfig(given: unknown, path: InputPath): JsonObject {
  const config = parsePlainJson(given, path)
  assertSupervisorConfig(config, config, path)
  return config
}

function parsePlainJson(given: unknown, path: InputPath): JsonObject {
  return plain(parseJsonObject(given, path))
}

/** As the database returns it, without negative zeros and dates: equal values must compare as equal. */
function plain(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value)) as JsonObject // an object stays an object
}

function assertSize({ supervisors, remove }: ApplyFleetInput): void {
  const path = ['input', 'supervisors']
  const teams = supervisors.flatMap((each) => each.teams ?? [])
  assertWithinLimit('supervisors', maxSupervisors, supervisors.length, path)
  assertWithinLimit('keys', maxSupervisors, remove?.length ?? 0, ['input', 'remove'])
  assertWithinLimit('teams', maxTeams, teams.length, path)
  const members = teams.reduce((sum, each) => sum + (each.members?.length ?? 0), 0)
  assertWithinLimit('members', maxMembers, members, path)
}

function duplicate(what: string): DuplicateError {
  return (value, path) => new ValidationError(path, `expected each ${what} once, got ${JSON.stringify(value)} twice.`)
}
