import { DAY, HOUR, type JsonObject, type SupervisorSeed, type TeamSeed } from './fleet/seedTypes.ts'
import { stableFraction, stableId } from './stableId.ts'

// Rows as the INSERTs take them. Times are ages in seconds, counted back from the moment of loading.

export interface SupervisorRow {
  id: string
  parent_id: string | null
  name: string
  description: string
  status: string
  status_reason: string | null
  config: JsonObject
  policy_version_id: string | null
  health_metrics: JsonObject
  incarnation: number
  heartbeat_sequence: number | null
  created_age: number
  status_age: number
  heartbeat_age: number | null
}

export interface TeamRow {
  id: string
  supervisor_id: string
  name: string
  description: string | null
  objective: string
  config: JsonObject
  created_age: number
}

export interface MemberRow {
  id: string
  team_id: string
  agent_id: string
  role: string
  metadata: JsonObject
  joined_age: number
  left_age: number | null
}

export interface FleetRows {
  supervisors: SupervisorRow[]
  teams: TeamRow[]
  members: MemberRow[]
}

/** The id of a demonstration supervisor, by the names from the root down to it. */
export const fleetSupervisorId = (...names: readonly string[]): string => stableId(`fleet/${names.join('/')}`)

/** The id of a demonstration agent, by its handle. */
export const fleetAgentId = (handle: string): string => stableId(`fleet agent/${handle}`)

/** The whole tree as rows, parents before children. Depends on nothing but the tree. */
export function planFleetRows(root: SupervisorSeed): FleetRows {
  const rows: FleetRows = { supervisors: [], teams: [], members: [] }
  const places: TeamPlace[] = []
  const visit = (seed: SupervisorSeed, above: readonly string[], parentId: string | null): void => {
    // a terminated one may have a live successor of the same name
    const names = [...above, seed.status === 'TERMINATED' ? `${seed.name} (terminated)` : seed.name]
    const row = planSupervisor(seed, fleetSupervisorId(...names), parentId)
    rows.supervisors.push(row)
    for (const team of seed.teams ?? []) {
      const planned = planTeam(team, row)
      rows.teams.push(planned)
      places.push({ seed: team, row: planned, endAge: seed.status === 'TERMINATED' ? row.status_age : null })
    }
    for (const child of seed.children ?? []) visit(child, names, row.id)
  }
  visit(root, [], null)
  rows.members.push(...planMembers(places))
  return rows
}

function planSupervisor(seed: SupervisorSeed, id: string, parentId: string | null): SupervisorRow {
  const status = seed.status ?? 'ACTIVE'
  const createdAge = Math.round(seed.age * DAY)
  const statusAge = seed.since ?? Math.round(createdAge * 0.99)
  const heartbeatAge = ageOfHeartbeat(seed, statusAge)
  return {
    id,
    parent_id: parentId,
    name: seed.name,
    description: seed.description,
    status,
    status_reason: seed.reason ?? null,
    config: seed.config ?? {},
    policy_version_id: seed.policy === undefined ? null : stableId(`fleet policy/${seed.policy}`),
    health_metrics: heartbeatAge === null ? {} : { ...madeUpMetrics(id), ...seed.metrics },
    incarnation: seed.incarnation ?? 1,
    heartbeat_sequence: heartbeatAge === null ? null : Math.floor((createdAge - heartbeatAge) / intervalOf(seed)),
    created_age: createdAge,
    status_age: statusAge,
    heartbeat_age: heartbeatAge,
  }
}

function ageOfHeartbeat(seed: SupervisorSeed, statusAge: number): number | null {
  if (seed.heartbeat !== undefined) return seed.heartbeat === 'never' ? null : seed.heartbeat
  const sinceLast = stableFraction(`heartbeat of ${seed.name}`) * Math.min(intervalOf(seed), 60)
  switch (seed.status ?? 'ACTIVE') {
    case 'SPAWNING':
      return null
    case 'ACTIVE':
      return Math.round(sinceLast * 0.8)
    case 'FAILED': // it was missed three times first
      return statusAge + 3 * intervalOf(seed)
    case 'PAUSED':
    case 'TERMINATED':
      return Math.round(statusAge + sinceLast)
  }
}

function intervalOf({ config }: SupervisorSeed): number {
  return typeof config?.heartbeat_interval === 'number' ? config.heartbeat_interval : 30
}

function madeUpMetrics(id: string): JsonObject {
  const between = (name: string, low: number, high: number) => low + stableFraction(`${name} of ${id}`) * (high - low)
  return {
    cpu: Number(between('cpu', 0.05, 0.7).toFixed(2)),
    memory_mb: Math.round(between('memory', 180, 2400)),
    queue_depth: Math.round(between('queue', 0, 40)),
    error_rate: Number(between('errors', 0, 0.02).toFixed(4)),
  }
}

function planTeam(seed: TeamSeed, supervisor: SupervisorRow): TeamRow {
  return {
    id: stableId(`fleet team/${supervisor.id}/${seed.name}`),
    supervisor_id: supervisor.id,
    name: seed.name,
    description: seed.description ?? null,
    objective: seed.objective,
    config: seed.config ?? {},
    created_age: Math.max(supervisor.created_age - HOUR, Math.round(supervisor.created_age * 0.9)),
  }
}

interface TeamPlace {
  seed: TeamSeed
  row: TeamRow
  /** When the supervisor was terminated and its memberships ended; null while it lives. */
  endAge: number | null
}

/** Where an agent was last, and the age of its leaving. */
interface Departure {
  teamId: string
  age: number
}

function planMembers(places: readonly TeamPlace[]): MemberRow[] {
  const past = places.flatMap(pastMembers)
  const departures = new Map<string, Departure>()
  for (const { agent_id, team_id, left_age } of past) {
    const latest = departures.get(agent_id)
    if (left_age !== null && (!latest || left_age < latest.age)) {
      departures.set(agent_id, { teamId: team_id, age: left_age })
    }
  }
  return [...past, ...places.flatMap((place) => listedMembers(place, departures))]
}

function pastMembers({ seed, row }: TeamPlace): MemberRow[] {
  return (seed.past ?? []).map(({ agent, role, from, to, why }) => ({
    id: stableId(`fleet member/${row.id}/${agent}/${from}`),
    team_id: row.id,
    agent_id: fleetAgentId(agent),
    role,
    metadata: { ...metadataOf(agent), left_because: why },
    joined_age: from * DAY,
    left_age: to * DAY,
  }))
}

/**
 * The members that a team lists: active, unless its supervisor is terminated. Whoever has left another team before
 * came from there; whoever has left this very team joined again half-way between then and now.
 */
function listedMembers(place: TeamPlace, departures: ReadonlyMap<string, Departure>): MemberRow[] {
  const { seed, row, endAge } = place
  return Object.entries(seed.members).flatMap(([role, handles]) =>
    handles.split(' ').map((agent) => {
      const id = stableId(`fleet member/${row.id}/${agent}`)
      const departure = endAge === null ? departures.get(fleetAgentId(agent)) : undefined
      return {
        id,
        team_id: row.id,
        agent_id: fleetAgentId(agent),
        role,
        metadata: metadataOf(agent),
        joined_age: Math.round(departure ? joinedAfter(departure, row) : joinedSometime(id, place)),
        left_age: endAge,
      }
    }),
  )
}

function joinedAfter(departure: Departure, team: TeamRow): number {
  if (departure.teamId === team.id) return departure.age / 2
  return Math.min(departure.age, team.created_age)
}

function joinedSometime(memberId: string, { row, endAge }: TeamPlace): number {
  const end = endAge ?? 0
  return end + (row.created_age - end) * (0.3 + 0.7 * stableFraction(memberId))
}

const MODELS = ['orion-large', 'orion-mini', 'orion-mini', 'lyra-code'] as const

function metadataOf(handle: string): JsonObject {
  const fraction = stableFraction(`agent ${handle}`)
  return {
    handle,
    model: MODELS[Math.floor(fraction * MODELS.length)],
    context_tokens: 2 ** (15 + Math.floor(((fraction * 97) % 1) * 4)),
    ...(fraction < 0.12 ? { on_probation: true } : {}),
  }
}
