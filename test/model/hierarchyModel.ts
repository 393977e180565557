import { mapValues } from './json.ts'
import { notFound, refuse, type Place, type Status } from './outcomes.ts'

/** The hierarchy in memory. It has no paths, levels and indexes, which follow from the rows. */
export interface Hierarchy {
  supervisors: Map<string, Supervisor>
  teams: Map<string, Team>
  memberships: Map<string, Membership>
  /** Owned supervisors by their key: the model has one fleet. */
  fleet: Map<string, string>
  /** Keys of the owned teams, by their ids. */
  teamKeys: Map<string, string>
  /** Impact that each known token confirms. */
  tokens: Map<string, Confirmation>
  /** Number of rows ever created. Ids with a higher number are new. */
  created: { supervisors: number; teams: number }
  /** Reports of failures to ancestors, in order. */
  reports: Report[]
  /** Incarnation of each supervisor with a scheduled restart. */
  awaiting: Map<string, number>
  readonly maxLevel: number
  readonly confirmAboveAgents: number
  readonly maxChangeSize: number
}

export interface Supervisor {
  id: string
  parentId: string | null
  name: string
  description: string | null
  config: object
  policyVersionId: string | null
  status: Status
  statusReason: string | null
  incarnation: number
  version: number
  /** Sequence of the last heartbeat with a sequence in this incarnation. */
  sequence: number | null
  /** Null until it is read from the database. */
  createdAt: string | null
  /** Canonical JSON of the input that created it: equal for inputs with the same meaning. */
  createdBy: string
}

export interface Team {
  id: string
  supervisorId: string
  name: string
  description: string | null
  objective: string | null
  config: object
  version: number
  createdBy: string
}

/** The times are null until they are read from the database. */
export interface Membership {
  id: string
  teamId: string
  agentId: string
  role: string
  metadata: object
  active: boolean
  joinedAt: string | null
  leftAt: string | null
  version: number
}

export interface Report {
  type: 'CHILD_FAILED' | 'FAILURE_ESCALATED'
  supervisorId: string
  facts: { childId: string; decision: string; incarnation: number; [more: string]: unknown }
}

export interface Confirmation {
  target: string
  policy: string
  /** The affected supervisors, as JSON. */
  affected: string
  agents: number
}

type Settings = Pick<Hierarchy, 'maxLevel' | 'confirmAboveAgents' | 'maxChangeSize'>

export function emptyHierarchy(settings: Settings): Hierarchy {
  return {
    supervisors: new Map(),
    teams: new Map(),
    memberships: new Map(),
    fleet: new Map(),
    teamKeys: new Map(),
    tokens: new Map(),
    created: { supervisors: 0, teams: 0 },
    reports: [],
    awaiting: new Map(),
    ...settings,
  }
}

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function findSupervisor(all: Hierarchy, id: string, path: Place = ['input', 'id']): Supervisor {
  return all.supervisors.get(id) ?? refuse(notFound(id, path))
}

export function findTeam(all: Hierarchy, id: string, path: Place = ['input', 'id']): Team {
  return all.teams.get(id) ?? refuse(notFound(id, path))
}

/** Returns a row that must exist. */
export function need<T>(rows: ReadonlyMap<string, T>, id: string): T {
  const row = rows.get(id)
  if (!row) throw new Error(`the model has no ${id}`)
  return row
}

export const isLive = ({ status }: Supervisor): boolean => status !== 'TERMINATED'
export const takesAdditions = ({ status }: Supervisor): boolean => status !== 'FAILED' && status !== 'TERMINATED'

export function pathOf(all: Hierarchy, { id, parentId }: Supervisor): string[] {
  return parentId === null ? [id] : [...pathOf(all, need(all.supervisors, parentId)), id]
}

export const levelOf = (all: Hierarchy, supervisor: Supervisor): number => pathOf(all, supervisor).length - 1

/** The supervisor and all its descendants by level, including TERMINATED ones. */
export function subtreeOf(all: Hierarchy, { id }: Supervisor): Supervisor[] {
  return [...all.supervisors.values()]
    .filter((each) => pathOf(all, each).includes(id))
    .sort((a, b) => levelOf(all, a) - levelOf(all, b))
}

export function liveChildren(all: Hierarchy, parentId: string | null): Supervisor[] {
  return [...all.supervisors.values()].filter((each) => each.parentId === parentId && isLive(each))
}

export function liveNamesake(all: Hierarchy, parentId: string | null, name: string): Supervisor | undefined {
  return liveChildren(all, parentId).find((each) => each.name === name)
}

export function teamNamesake(all: Hierarchy, supervisorId: string, name: string): Team | undefined {
  return [...all.teams.values()].find((team) => team.supervisorId === supervisorId && team.name === name)
}

export function activeMembers(all: Hierarchy, teamId: string): Membership[] {
  return [...all.memberships.values()].filter((member) => member.teamId === teamId && member.active)
}

// ── Changing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Every change to a row increases its version by one. */
export function change<Row extends { version: number }>(row: Row, fields: Partial<Row>): void {
  Object.assign(row, fields, { version: row.version + 1 })
}

/** Id of a new row until the id is read from the database. */
const placeholder = (kind: string, ...key: readonly (string | null)[]): string => `new ${kind} ${JSON.stringify(key)}`

export function addSupervisor(
  all: Hierarchy,
  {
    id,
    ...fields
  }: Pick<Supervisor, 'parentId' | 'name' | 'description' | 'config' | 'policyVersionId' | 'createdBy'> & {
    id: string | null
  },
): Supervisor {
  const own = id ?? placeholder('supervisor', fields.parentId, fields.name)
  const row = {
    ...fields,
    id: own,
    status: 'SPAWNING',
    statusReason: null,
    incarnation: 1,
    version: 1,
    sequence: null,
    createdAt: null,
  } as const
  all.supervisors.set(own, { ...row })
  all.created.supervisors++
  return need(all.supervisors, own)
}

export function addTeam(all: Hierarchy, { id, ...fields }: Omit<Team, 'id' | 'version'> & { id: string | null }): Team {
  const own = id ?? placeholder('team', fields.supervisorId, fields.name)
  all.teams.set(own, { ...fields, id: own, version: 1 })
  all.created.teams++
  return need(all.teams, own)
}

export function addMembership(
  all: Hierarchy,
  teamId: string,
  fields: Pick<Membership, 'agentId' | 'role' | 'metadata'>,
): Membership {
  const id = placeholder('membership', teamId, fields.agentId)
  all.memberships.set(id, { ...fields, id, teamId, active: true, joinedAt: null, leftAt: null, version: 1 })
  return need(all.memberships, id)
}

export function endMembership(member: Membership): void {
  change(member, { active: false })
}

/** Changes every row of the subtree, since all paths change. */
export function reparent(all: Hierarchy, supervisor: Supervisor, parentId: string | null): void {
  for (const each of subtreeOf(all, supervisor)) change(each, {})
  supervisor.parentId = parentId
}

// ── Values of the database ────────────────────────────────────────────────────────────────────────────────────────────

/** A row as it was read from the database. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string }
export interface Rows {
  readonly supervisors: ReadonlyMap<string, Row>
  readonly teams: ReadonlyMap<string, Row>
  readonly memberships: ReadonlyMap<string, Row>
}

/**
 * Gives new rows the ids from the database, and rows their times, neither of which the model can predict. Finds a row by
 * its unique fields. If there is none, the placeholder stays, and the comparison fails.
 * @returns the id for each placeholder
 */
export function adopt(all: Hierarchy, rows: Rows): Map<string, string> {
  const names = new Map<string, string>()
  for (const kind of ['supervisors', 'teams', 'memberships'] as const) {
    const modelled: Map<string, Supervisor | Team | Membership> = all[kind]
    for (const own of [...modelled.values()]) {
      if (!own.id.startsWith('new ')) continue
      Object.assign(
        own,
        mapValues(own, (value) => names.get(String(value)) ?? value),
      )
      const stored = [...rows[kind].values()].find((row) => !modelled.has(row.id) && isSame(own, row))
      if (!stored) continue
      names.set(own.id, stored.id)
      modelled.delete(own.id)
      modelled.set(stored.id, Object.assign(own, { id: stored.id }))
    }
  }
  for (const [key, id] of all.fleet) all.fleet.set(key, names.get(id) ?? id)
  all.teamKeys = new Map([...all.teamKeys].map(([id, key]) => [names.get(id) ?? id, key]))
  for (const supervisor of all.supervisors.values()) {
    const row = rows.supervisors.get(supervisor.id)
    if (typeof row?.createdAt === 'string') supervisor.createdAt ??= row.createdAt
  }
  for (const member of all.memberships.values()) {
    const row = rows.memberships.get(member.id)
    if (typeof row?.joinedAt === 'string') member.joinedAt ??= row.joinedAt
    if (!member.active && typeof row?.leftAt === 'string') member.leftAt ??= row.leftAt
  }
  return names
}

function isSame(own: Supervisor | Team | Membership, row: Row): boolean {
  if ('agentId' in own) return own.teamId === row.teamId && own.agentId === row.agentId && row.leftAt === null
  if ('supervisorId' in own) return own.supervisorId === row.supervisorId && own.name === row.name
  return own.parentId === row.parentId && own.name === row.name && row.status !== 'TERMINATED'
}
