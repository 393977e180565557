import { DAY, HOUR, type JsonObject, type DemoSupervisor, type DemoTeam } from './fleet/demoTypes.ts'
import { stableFraction, stableId } from './stableId.ts'

// Rows in the form of the INSERT statements' parameters. Ages are seconds before the moment of loading.

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

/** The id of a demonstration supervisor, from the names on its path, root first. */
export const fleetSupervisorId = (...names: readonly string[]): string => stableId(`fleet/${names.join('/')}`)

/** The id of a demonstration agent, from its handle. */
export const fleetAgentId = (handle: string): string => stableId(`fleet agent/${handle}`)

/** The whole tree as rows, parents before children. The same tree gives the same rows. */
export function planFleetRows(root: DemoSupervisor): FleetRows {
  const rows: FleetRows = { supervisors: [], teams: [], members: [] }
  const places: TeamPlace[] = []
  const visit = (seed: DemoSupervisor, above: readonly string[], parentId: string | null): void => {
    // the suffix keeps the id free for a live supervisor of the same name
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

function planSupervisor(seed: DemoSupervisor, id: string, parentId: string | null): SupervisorRow {
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
    health_metrics: heartbeatAge === null ? {} : { ...generateMetrics(id), ...seed.metrics },
    incarnation: seed.incarnation ?? 1,
    heartbeat_sequence: heartbeatAge === null ? null : Math.floor((createdAge - heartbeatAge) / intervalOf(seed)),
    created_age: createdAge,
    status_age: statusAge,
    heartbeat_age: heartbeatAge,
  }
}

function ageOfHeartbeat(seed: DemoSupervisor, statusAge: number): number | null {
  if (seed.heartbeat !== undefined) return seed.heartbeat === 'never' ? null : seed.heartbeat
  const sinceLast = stableFraction(`heartbeat of ${seed.name}`) * Math.min(intervalOf(seed), 60)
  switch (seed.status ?? 'ACTIVE') {
    case 'SPAWNING':
      return null
    case 'ACTIVE':
      return Math.round(sinceLast * 0.8)
    case 'FAILED': // a supervisor fails after three missed heartbeats
      return statusAge + 3 * intervalOf(seed)
    case 'PAUSED':
    case 'TERMINATED':
      return Math.round(statusAge + sinceLast)
  }
}

function intervalOf({ config }: DemoSupervisor): number {
  return typeof config?.heartbeat_interval === 'number' ? config.heartbeat_interval : 30
}

function generateMetrics(id: string): JsonObject {
  const between = (name: string, low: number, high: number) => low + stableFraction(`${name} of ${id}`) * (high - low)
  return {
    cpu: Number(between('cpu', 0.05, 0.7).toFixed(2)),
    memory_mb: Math.round(between('memory', 180, 2400)),
    queue_depth: Math.round(between('queue', 0, 40)),
    error_rate: Number(between('errors', 0, 0.02).toFixed(4)),
  }
}

function planTeam(seed: DemoTeam, supervisor: SupervisorRow): TeamRow {
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
  seed: DemoTeam
  row: TeamRow
  /** Age of the supervisor's termination, which ended the memberships; null for a live supervisor. */
  endAge: number | null
}

/** The team that an agent left last, and how long ago. */
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
 * The current members of a team; if its supervisor is terminated, their memberships ended with it. An agent that left
 * another team joined this one at that moment. An agent that left this same team joined again half-way between then and
 * now.
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
