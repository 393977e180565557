import { mapValues } from './json.ts'
import { notFound, refuse, type Place, type Status } from './outcomes.ts'

/** The hierarchy in memory, as DESIGN's rules have it: no path, no level and no index, but what they follow from. */
export interface Hierarchy {
  supervisors: Map<string, Supervisor>
  teams: Map<string, Team>
  memberships: Map<string, Membership>
  /** What each token that was seen confirms. */
  tokens: Map<string, Confirmation>
  /** Rows ever made: what is beyond has an id that nothing had. */
  made: { supervisors: number; teams: number }
  /** What supervisors were told of failures below them, in order. */
  reports: Report[]
  /** The restarts that were decided and are not made: of which incarnation. */
  awaiting: Map<string, number>
  readonly maxLevel: number
  readonly confirmAboveAgents: number
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
  /** Of the last heartbeat that gave one, in this incarnation. */
  sequence: number | null
  /** Null until it was seen. */
  createdAt: string | null
  /** The input that made it, in one form for all inputs that mean the same. */
  madeBy: string
}

export interface Team {
  id: string
  supervisorId: string
  name: string
  description: string | null
  objective: string | null
  config: object
  version: number
  madeBy: string
}

/** The interval's ends are the database's: null until they were seen. */
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
  /** The supervisors hit. */
  hit: string
  agents: number
}

export function emptyHierarchy(maxLevel: number, confirmAboveAgents: number): Hierarchy {
  return {
    supervisors: new Map(),
    teams: new Map(),
    memberships: new Map(),
    tokens: new Map(),
    made: { supervisors: 0, teams: 0 },
    reports: [],
    awaiting: new Map(),
    maxLevel,
    confirmAboveAgents,
  }
}

// ── Looking ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function findSupervisor(all: Hierarchy, id: string, path: Place = ['input', 'id']): Supervisor {
  return all.supervisors.get(id) ?? refuse(notFound(id, path))
}

export function findTeam(all: Hierarchy, id: string, path: Place = ['input', 'id']): Team {
  return all.teams.get(id) ?? refuse(notFound(id, path))
}

/** For what is known to be there. */
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

/** The supervisor first, TERMINATED ones too. */
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

/** Every change of a row raises its version by one. */
export function change<Row extends { version: number }>(row: Row, fields: Partial<Row>): void {
  Object.assign(row, fields, { version: row.version + 1 })
}

/** Until the database's choice is seen. */
const placeholder = (kind: string, ...key: readonly (string | null)[]): string => `new ${kind} ${JSON.stringify(key)}`

export function addSupervisor(
  all: Hierarchy,
  {
    id,
    ...fields
  }: Pick<Supervisor, 'parentId' | 'name' | 'description' | 'config' | 'policyVersionId' | 'madeBy'> & {
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
  all.made.supervisors++
  return need(all.supervisors, own)
}

export function addTeam(all: Hierarchy, { id, ...fields }: Omit<Team, 'id' | 'version'> & { id: string | null }): Team {
  const own = id ?? placeholder('team', fields.supervisorId, fields.name)
  all.teams.set(own, { ...fields, id: own, version: 1 })
  all.made.teams++
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

/** Under another parent every path below is another one. */
export function reparent(all: Hierarchy, supervisor: Supervisor, parentId: string | null): void {
  for (const each of subtreeOf(all, supervisor)) change(each, {})
  supervisor.parentId = parentId
}

// ── What the database chose ──────────────────────────────────────────────────────────────────────────────────────────

/** A row as it was read: whichever of these fields it has. */
export type Row = Readonly<Record<string, unknown>> & { readonly id: string }
export interface Rows {
  readonly supervisors: ReadonlyMap<string, Row>
  readonly teams: ReadonlyMap<string, Row>
  readonly memberships: ReadonlyMap<string, Row>
}

/**
 * Gives new rows the ids that they have in the database, and rows their moments, which no rule foretells. What
 * is found is by what makes a row unique; where there is none, the placeholder stays, and will not be equal to anything.
 * Answers which placeholder stands for which id.
 */
export function adopt(all: Hierarchy, rows: Rows): Map<string, string> {
  const names = new Map<string, string>()
  for (const kind of ['supervisors', 'teams', 'memberships'] as const) {
    const ours: Map<string, Supervisor | Team | Membership> = all[kind]
    for (const own of [...ours.values()]) {
      if (!own.id.startsWith('new ')) continue
      Object.assign(
        own,
        mapValues(own, (value) => names.get(String(value)) ?? value),
      )
      const theirs = [...rows[kind].values()].find((row) => !ours.has(row.id) && isSame(own, row))
      if (!theirs) continue
      names.set(own.id, theirs.id)
      ours.delete(own.id)
      ours.set(theirs.id, Object.assign(own, { id: theirs.id }))
    }
  }
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
