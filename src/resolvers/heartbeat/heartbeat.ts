import type { Context } from '../../context.ts'
import type { HeartbeatCommand, SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import { assertIncarnationIsKnown, parseHeartbeat, type HeartbeatInput } from '../../domain/heartbeat.ts'
import { NotFoundError, type InputPath } from '../../domain/errors.ts'
import { commandOf, isActivatedByReporting } from '../../domain/lifecycle.ts'
import { assertRole } from '../../domain/viewer.ts'

export interface HeartbeatAnswer {
  readonly supervisorId: SupervisorId
  readonly command: HeartbeatCommand
  readonly status: SupervisorStatus
  readonly version: number
  readonly incarnation: number
  readonly dueAt: Date
  readonly accepted: boolean
}

/**
 * Records that the process of a supervisor is alive, and says what it is to do. The first heartbeat of a supervisor that
 * is SPAWNING makes it ACTIVE; any other changes nothing but what its health is computed from.
 * @throws {ValidationError} {NotFoundError} {ForbiddenError} {UnavailableError}
 */
export async function heartbeat(input: HeartbeatInput, ctx: Context): Promise<HeartbeatAnswer> {
  assertRole(ctx.viewer, 'REPORT')
  return reportHeartbeat(input, ['input'], ctx)
}

/** Of one among others: `path` is its place in the input. Errors as above. */
export async function reportHeartbeat(input: HeartbeatInput, path: InputPath, ctx: Context): Promise<HeartbeatAnswer> {
  const { viewer } = ctx
  const sent = parseHeartbeat(input, path)
  const { supervisorId } = sent
  const row = await ctx.heartbeats.record({ ...sent, within: viewer.within })
  if (!row) throw new NotFoundError('supervisor', supervisorId, [...path, 'supervisorId'])
  const { incarnation, accepted, blocked, dueAt } = row
  assertIncarnationIsKnown(sent.incarnation, incarnation, path)

  const activated =
    accepted && isActivatedByReporting(row.status)
      ? await ctx.heartbeats.activate({ id: supervisorId, incarnation }, viewer)
      : null
  const { status, version } = activated ?? row
  const outdated = sent.incarnation !== null && sent.incarnation < incarnation
  const command = commandOf(status, { outdated, blocked })
  return { supervisorId, command, status, version, incarnation, dueAt, accepted }
}
