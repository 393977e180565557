import type { Context } from '../../context.ts'
import type { ColumnSet } from '../../domain/columns.ts'
import type { AgentRef, MembershipRow, SupervisorRow, TeamRow } from '../../db/queries/rows.ts'
import type { NodeRef, SupervisorId } from '../../domain/glossary.ts'
import { parseId } from '../../domain/input.ts'
import { assertWithinLimit } from '../../domain/limit.ts'
import { canSee } from '../../domain/viewer.ts'
import { listMemberships } from '../member/listMemberships.ts'

export type Node = SupervisorRow | TeamRow | MembershipRow | AgentRef

// Each `find…` returns null for an object that does not exist or that the caller cannot see. Both take the same statements and
// have the same cost. For a caller that is limited to a subtree, the path of an object is read by the given id, whether or not the
// object exists.

/** @throws {ValidationError} if the id is not a UUID */
export async function findSupervisor(id: string, ctx: Context, columns?: ColumnSet): Promise<SupervisorRow | null> {
  const supervisor = await ctx.loaders.supervisorById.load(parseId(id, ['id']), columns)
  return supervisor && canSee(ctx.viewer, supervisor.path) ? supervisor : null
}

/** @throws {ValidationError} if the id is not a UUID */
export async function findTeam(id: string, ctx: Context, columns?: ColumnSet): Promise<TeamRow | null> {
  const key = parseId(id, ['id'])
  return ifVisible(ctx, ctx.loaders.teamById.load(key, columns), () => ctx.loaders.pathOfTeam.load(key))
}

/** @throws {ValidationError} if the id is not a UUID */
export async function findMembership(id: string, ctx: Context, columns?: ColumnSet): Promise<MembershipRow | null> {
  const key = parseId(id, ['id'])
  return ifVisible(ctx, ctx.loaders.membershipById.load(key, columns), () => ctx.loaders.pathOfMembership.load(key))
}

/** @param loadPath loads the path of the object's supervisor */
async function ifVisible<Row>(
  { viewer }: Context,
  loading: Promise<Row | null>,
  loadPath: () => Promise<readonly SupervisorId[] | null>,
): Promise<Row | null> {
  if (viewer.within === null) return loading
  const [row, path] = await Promise.all([loading, loadPath()])
  return path && canSee(viewer, path) ? row : null
}

/** Finds an agent with a membership that the caller can see, active or ended. Other UUIDs are no agents as far as it knows. */
async function findAgent(id: string, ctx: Context): Promise<AgentRef | null> {
  const agentId = parseId(id, ['id'])
  const { nodes } = await listMemberships(agentId, { first: 1, active: null }, ctx)
  return nodes.length > 0 ? { id: agentId } : null
}

/**
 * Looks up supervisors, teams, memberships and agents, in this order.
 * @throws {ValidationError} if the id is not a UUID
 */
export async function findNode(id: string, ctx: Context): Promise<Node | null> {
  return (
    (await findSupervisor(id, ctx)) ??
    (await findTeam(id, ctx)) ??
    (await findMembership(id, ctx)) ??
    (await findAgent(id, ctx))
  )
}

const maxNodes = 100

/**
 * Finds objects in the order of `ids`; null for each that is not found.
 * @throws {LimitExceededError} if there are more than 100 ids
 * @throws {ValidationError} if an id is not a UUID
 */
export async function findNodes(ids: readonly string[], ctx: Context): Promise<(Node | null)[]> {
  assertWithinLimit('ids', maxNodes, ids.length, ['ids'])
  const parsed = ids.map((id, i) => parseId(id, ['ids', String(i)]))
  return Promise.all(parsed.map((id) => findNode(id, ctx)))
}

/** Finds the object that an error or an event refers to, in its present state. */
export async function followRef(ref: NodeRef | null, ctx: Context): Promise<Node | null> {
  switch (ref?.type) {
    case undefined:
      return null
    case 'Supervisor':
      return findSupervisor(ref.id, ctx)
    case 'SupervisorTeam':
      return findTeam(ref.id, ctx)
    case 'SupervisorTeamMember':
      return findMembership(ref.id, ctx)
  }
}
