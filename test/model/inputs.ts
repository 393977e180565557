/** Inputs of the mutations. Some mutations distinguish an omitted field (undefined) from null. */
type Optional<T> = T | null | undefined

export interface MemberInput {
  agentId: string
  role?: Optional<string>
  metadata?: unknown
}
interface TeamFields {
  name: string
  description?: Optional<string>
  objective?: Optional<string>
  config?: unknown
  members?: Optional<MemberInput[]>
}
interface SupervisorFields {
  name: string
  description?: Optional<string>
  config?: unknown
  policyVersionId?: Optional<string>
}
export interface SpawnTeam extends TeamFields {
  id: string
}
export interface SpawnNode extends SupervisorFields {
  id: string
  teams?: Optional<SpawnTeam[]>
  children?: Optional<SpawnNode[]>
}
export interface SpawnSupervisor extends SupervisorFields {
  id?: Optional<string>
  parentId?: Optional<string>
}
export interface SpawnHierarchy {
  parentId?: Optional<string>
  supervisors: SpawnNode[]
}
export interface CreateTeam extends TeamFields {
  id?: Optional<string>
  supervisorId: string
}

export interface FleetTeam extends TeamFields {
  key: string
}
export interface FleetSupervisor extends SupervisorFields {
  key: string
  id?: Optional<string>
  parentKey?: Optional<string>
  teams?: Optional<FleetTeam[]>
}
export interface ApplyFleet {
  fleet: string
  parentId?: Optional<string>
  supervisors: FleetSupervisor[]
  remove?: Optional<string[]>
  pruneTeams?: Optional<boolean>
  dryRun?: Optional<boolean>
  impactToken?: Optional<string>
}

/** Change of one existing row. */
interface Change {
  id: string
  expectedVersion?: Optional<number>
}
export interface UpdateSupervisor extends Change {
  name?: Optional<string>
  description?: Optional<string>
  config?: unknown
  mergeConfig?: unknown
  policyVersionId?: Optional<string>
}
export interface MoveSupervisor extends Change {
  parentId?: Optional<string>
  dryRun?: Optional<boolean>
}
export interface Transition extends Change {
  scope?: Optional<'SELF' | 'SUBTREE'>
  reason?: Optional<string>
}
export interface FailSupervisor extends Change {
  reason: string
}
export type ChildPolicy = 'REJECT' | 'CASCADE' | 'REPARENT'
export interface TerminateSupervisor extends Change {
  childPolicy?: Optional<ChildPolicy>
  reason?: Optional<string>
  dryRun?: Optional<boolean>
  impactToken?: Optional<string>
}
export interface UpdateTeam extends Change {
  name?: Optional<string>
  description?: Optional<string>
  objective?: Optional<string>
  config?: unknown
  mergeConfig?: unknown
}
export interface DeleteTeam extends Change {
  endMemberships?: Optional<boolean>
}
export interface AddTeamMember extends MemberInput {
  teamId: string
}
export interface AddTeamMembers {
  teamId: string
  members: MemberInput[]
}
export interface UpdateTeamMember extends Change {
  role?: Optional<string>
  metadata?: unknown
}
export interface RemoveTeamMember {
  id?: Optional<string>
  teamId?: Optional<string>
  agentId?: Optional<string>
  reason?: Optional<string>
}
export interface TransferTeamMember {
  id: string
  toTeamId: string
  role?: Optional<string>
}

export interface Heartbeat {
  supervisorId: string
  incarnation?: Optional<number>
  sequence?: Optional<number>
}
export interface Heartbeats {
  heartbeats: Heartbeat[]
}

/** Every mutation of the model, with its input. */
export interface Inputs {
  spawnSupervisor: SpawnSupervisor
  spawnHierarchy: SpawnHierarchy
  applyFleet: ApplyFleet
  updateSupervisor: UpdateSupervisor
  moveSupervisor: MoveSupervisor
  activateSupervisor: Omit<Transition, 'scope'>
  pauseSupervisor: Transition
  resumeSupervisor: Transition
  failSupervisor: FailSupervisor
  restartSupervisor: Transition
  terminateSupervisor: TerminateSupervisor
  createTeam: CreateTeam
  updateTeam: UpdateTeam
  deleteTeam: DeleteTeam
  addTeamMember: AddTeamMember
  addTeamMembers: AddTeamMembers
  updateTeamMember: UpdateTeamMember
  removeTeamMember: RemoveTeamMember
  transferTeamMember: TransferTeamMember
  heartbeat: Heartbeat
  heartbeats: Heartbeats
}
export type Mutation = keyof Inputs
