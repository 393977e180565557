import type { Role } from './glossary.ts'

/**
 * The role that each root field requires. A mutation without an entry does not compile, and the schema refuses to load if
 * any other root field has none (see `requireRoles`).
 */
export const permissions = {
  Query: {
    agent: 'READ',
    eventCursor: 'READ',
    events: 'READ',
    node: 'READ',
    nodes: 'READ',
    stats: 'READ',
    supervisor: 'READ',
    supervisors: 'READ',
    team: 'READ',
    tokens: 'ADMIN',
    viewer: 'READ',
  },
  Mutation: {
    activateSupervisor: 'OPERATE',
    addTeamMember: 'OPERATE',
    addTeamMembers: 'OPERATE',
    applyFleet: 'OPERATE',
    createTeam: 'OPERATE',
    createToken: 'ADMIN',
    deleteTeam: 'OPERATE',
    failSupervisor: 'OPERATE',
    heartbeat: 'REPORT',
    heartbeats: 'REPORT',
    moveSupervisor: 'OPERATE',
    pauseSupervisor: 'OPERATE',
    removeTeamMember: 'OPERATE',
    restartSupervisor: 'OPERATE',
    resumeSupervisor: 'OPERATE',
    revokeToken: 'ADMIN',
    spawnHierarchy: 'OPERATE',
    spawnSupervisor: 'OPERATE',
    terminateSupervisor: 'OPERATE',
    transferTeamMember: 'OPERATE',
    updateSupervisor: 'OPERATE',
    updateTeam: 'OPERATE',
    updateTeamMember: 'OPERATE',
  },
  Subscription: {
    supervisorEvents: 'READ',
  },
} as const satisfies Record<'Query' | 'Mutation' | 'Subscription', Readonly<Record<string, Role>>>

export type MutationName = keyof typeof permissions.Mutation

/** @throws {Error} if the root field has no entry in the table */
export function roleFor(rootType: keyof typeof permissions, field: string): Role {
  const role = new Map<string, Role>(Object.entries(permissions[rootType])).get(field)
  if (role) return role
  throw new Error(`Expected a role for ${rootType}.${field} in src/domain/permissions.ts, got none.`)
}
