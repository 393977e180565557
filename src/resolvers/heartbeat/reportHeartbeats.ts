import type { Context } from '../../context.ts'
import type { HeartbeatRow, SentHeartbeat } from '../../db/queries/heartbeats.ts'
import type { ActivatedRow } from '../../db/queries/statusChanges.ts'
import type { Effect } from '../../domain/effect.ts'
import { NotFoundError, UnavailableError, ValidationError, type InputPath } from '../../domain/errors.ts'
import type { HeartbeatCommand, SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import {
  assertIncarnationIsKnown,
  parseHeartbeat,
  type Heartbeat,
  type HeartbeatInput,
} from '../../domain/heartbeat.ts'
import { commandOf, isActivatedByHeartbeat } from '../../domain/lifecycle.ts'

export interface HeartbeatAnswer {
  readonly supervisorId: SupervisorId
  readonly command: HeartbeatCommand
  readonly status: SupervisorStatus
  readonly version: number
  readonly incarnation: number
  readonly dueAt: Date
  readonly accepted: boolean
  /** DONE: the heartbeat was recorded, or made the supervisor ACTIVE. */
  readonly effect: Effect
}

export type HeartbeatRefusal = ValidationError | NotFoundError | UnavailableError

/** A heartbeat as the client sent it, with its path in the input. */
export interface GivenHeartbeat {
  readonly input: HeartbeatInput
  readonly path: InputPath
}

/**
 * Records heartbeats, as if each had been sent alone after the ones before it. Returns a result or a refusal for each,
 * in the order given.
 * @throws any error that is not a {@link HeartbeatRefusal}
 */
export async function reportHeartbeats(
  given: readonly GivenHeartbeat[],
  ctx: Context,
): Promise<(HeartbeatAnswer | HeartbeatRefusal)[]> {
  const recorded = await record(given, ctx)
  const activated = await activate(recorded, ctx)
  return recorded.map((each) => (isRefusal(each) ? each : toAnswer(each, activated.get(each.heartbeat.supervisorId))))
}

/** A heartbeat, with its supervisor at the time when the heartbeat was recorded. */
interface RecordedHeartbeat {
  readonly heartbeat: Heartbeat
  readonly row: HeartbeatRow
}

async function record(
  given: readonly GivenHeartbeat[],
  { heartbeats, viewer: { within } }: Context,
): Promise<(RecordedHeartbeat | HeartbeatRefusal)[]> {
  const parsed = given.map(({ input, path }) => catchRefusal(() => parseHeartbeat(input, path)))
  const sent: SentHeartbeat[] = []
  for (const each of parsed) if (!isRefusal(each)) sent.push({ heartbeat: each, within })
  const verdicts = (await heartbeats.record(sent)).values()
  return parsed.map((heartbeat, i) => {
    if (isRefusal(heartbeat)) return heartbeat
    const { value: row } = verdicts.next()
    const path = given[i]?.path ?? []
    if (!row) return new NotFoundError('supervisor', heartbeat.supervisorId, [...path, 'supervisorId'])
    if (isRefusal(row)) return row
    return catchRefusal(() => {
      assertIncarnationIsKnown(heartbeat.incarnation, row.incarnation, path)
      return { heartbeat, row }
    })
  })
}

type Activated = ReadonlyMap<SupervisorId, ActivatedRow | HeartbeatRefusal | null>
const noneActivated: Activated = new Map()

/** Makes the SPAWNING supervisors ACTIVE, and returns them by id as they are afterwards. */
async function activate(
  recorded: readonly (RecordedHeartbeat | HeartbeatRefusal)[],
  { heartbeats, viewer }: Context,
): Promise<Activated> {
  const activated = new Map<SupervisorId, Promise<ActivatedRow | HeartbeatRefusal | null>>()
  for (const each of recorded) {
    if (isRefusal(each)) continue
    const { heartbeat, row } = each
    const { supervisorId: id } = heartbeat
    // Also after a heartbeat that was not accepted: if the activation failed after the first heartbeat was recorded,
    // the repeated heartbeat is not accepted, but has to activate the supervisor.
    if (!isActivatedByHeartbeat(row.status) || isOutdated(heartbeat, row) || activated.has(id)) continue
    activated.set(id, heartbeats.activate({ id, incarnation: row.incarnation }, viewer).catch(asRefusal))
  }
  if (activated.size === 0) return noneActivated
  return new Map(await Promise.all([...activated].map(async ([id, row]) => [id, await row] as const)))
}

function toAnswer(
  { heartbeat, row }: RecordedHeartbeat,
  activated: ActivatedRow | HeartbeatRefusal | null | undefined,
): HeartbeatAnswer | HeartbeatRefusal {
  if (activated && isRefusal(activated)) return row.accepted ? afterRecording(activated) : activated
  const { status, version, incarnation } = activated ?? row
  const { accepted, blocked, dueAt } = row
  const command = commandOf(status, { outdated: isOutdated(heartbeat, { incarnation }), blocked })
  const effect = accepted || activated ? 'DONE' : 'NONE'
  return { supervisorId: heartbeat.supervisorId, command, status, version, incarnation, dueAt, accepted, effect }
}

/** The heartbeat was recorded before the activation failed. */
function afterRecording(refusal: HeartbeatRefusal): HeartbeatRefusal {
  if (!(refusal instanceof UnavailableError)) return refusal
  const activation = refusal.effect === 'NONE' ? 'was not made ACTIVE' : 'may have been made ACTIVE'
  return refusal.withEffect('DONE', `The heartbeat was recorded; the supervisor ${activation}. Send it again.`)
}

/** Whether the supervisor was restarted since, so that another process continues its work. */
function isOutdated({ incarnation: reported }: Heartbeat, { incarnation }: { readonly incarnation: number }): boolean {
  return reported !== null && reported < incarnation
}

export function isRefusal(value: unknown): value is HeartbeatRefusal {
  return value instanceof ValidationError || value instanceof NotFoundError || value instanceof UnavailableError
}

/** @throws the error, if it is not a {@link HeartbeatRefusal} */
function asRefusal(error: unknown): HeartbeatRefusal {
  if (isRefusal(error)) return error
  throw error
}

function catchRefusal<T>(work: () => T): T | HeartbeatRefusal {
  try {
    return work()
  } catch (error) {
    return asRefusal(error)
  }
}
