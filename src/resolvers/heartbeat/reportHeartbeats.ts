import type { Context } from '../../context.ts'
import type { HeartbeatRow, SentHeartbeat } from '../../db/queries/heartbeats.ts'
import type { ActivatedRow } from '../../db/queries/statusChanges.ts'
import { NotFoundError, UnavailableError, ValidationError, type InputPath } from '../../domain/errors.ts'
import type { HeartbeatCommand, SupervisorId, SupervisorStatus } from '../../domain/glossary.ts'
import {
  assertIncarnationIsKnown,
  parseHeartbeat,
  type Heartbeat,
  type HeartbeatInput,
} from '../../domain/heartbeat.ts'
import { commandOf, isActivatedByReporting } from '../../domain/lifecycle.ts'

export interface HeartbeatAnswer {
  readonly supervisorId: SupervisorId
  readonly command: HeartbeatCommand
  readonly status: SupervisorStatus
  readonly version: number
  readonly incarnation: number
  readonly dueAt: Date
  readonly accepted: boolean
}

export type HeartbeatRefusal = ValidationError | NotFoundError | UnavailableError

/** A heartbeat as it came, and its place in the input. */
export interface GivenHeartbeat {
  readonly input: HeartbeatInput
  readonly path: InputPath
}

/** Each is judged as if it had come alone, after those before it; its answer, in their order, may be a refusal. */
export async function reportHeartbeats(
  given: readonly GivenHeartbeat[],
  ctx: Context,
): Promise<(HeartbeatAnswer | HeartbeatRefusal)[]> {
  const judged = await judge(given, ctx)
  const activated = await activate(judged, ctx)
  return judged.map((each) => (isRefusal(each) ? each : answer(each, activated.get(each.heartbeat.supervisorId))))
}

/** A heartbeat, and its supervisor as it was then. */
interface JudgedHeartbeat {
  readonly heartbeat: Heartbeat
  readonly row: HeartbeatRow
}

async function judge(
  given: readonly GivenHeartbeat[],
  { heartbeats, viewer: { within } }: Context,
): Promise<(JudgedHeartbeat | HeartbeatRefusal)[]> {
  const parsed = given.map(({ input, path }) => refusable(() => parseHeartbeat(input, path)))
  const sent: SentHeartbeat[] = []
  for (const each of parsed) if (!isRefusal(each)) sent.push({ heartbeat: each, within })
  const verdicts = (await heartbeats.record(sent)).values()
  return parsed.map((heartbeat, i) => {
    if (isRefusal(heartbeat)) return heartbeat
    const { value: row } = verdicts.next()
    const path = given[i]?.path ?? []
    if (!row) return new NotFoundError('supervisor', heartbeat.supervisorId, [...path, 'supervisorId'])
    if (isRefusal(row)) return row
    return refusable(() => {
      assertIncarnationIsKnown(heartbeat.incarnation, row.incarnation, path)
      return { heartbeat, row }
    })
  })
}

type Activated = ReadonlyMap<SupervisorId, ActivatedRow | HeartbeatRefusal | null>
const none: Activated = new Map()

/** Those that were SPAWNING, by id, as they are once a heartbeat has made them ACTIVE. */
async function activate(
  judged: readonly (JudgedHeartbeat | HeartbeatRefusal)[],
  { heartbeats, viewer }: Context,
): Promise<Activated> {
  const activated = new Map<SupervisorId, Promise<ActivatedRow | HeartbeatRefusal | null>>()
  for (const each of judged) {
    if (isRefusal(each)) continue
    const { heartbeat, row } = each
    const { supervisorId: id } = heartbeat
    // not accepted ones too: where the first was recorded and nothing more, sending it again makes up for it
    if (!isActivatedByReporting(row.status) || isOutdated(heartbeat, row) || activated.has(id)) continue
    activated.set(id, heartbeats.activate({ id, incarnation: row.incarnation }, viewer).catch(asRefusal))
  }
  if (activated.size === 0) return none
  return new Map(await Promise.all([...activated].map(async ([id, row]) => [id, await row] as const)))
}

function answer(
  { heartbeat, row }: JudgedHeartbeat,
  activated: ActivatedRow | HeartbeatRefusal | null | undefined,
): HeartbeatAnswer | HeartbeatRefusal {
  if (activated && isRefusal(activated)) return activated
  const { status, version, incarnation } = activated ?? row
  const { accepted, blocked, dueAt } = row
  const command = commandOf(status, { outdated: isOutdated(heartbeat, { incarnation }), blocked })
  return { supervisorId: heartbeat.supervisorId, command, status, version, incarnation, dueAt, accepted }
}

/** Whether another process is to go on. */
function isOutdated({ incarnation: reported }: Heartbeat, { incarnation }: { readonly incarnation: number }): boolean {
  return reported !== null && reported < incarnation
}

export function isRefusal(value: unknown): value is HeartbeatRefusal {
  return value instanceof ValidationError || value instanceof NotFoundError || value instanceof UnavailableError
}

/** @throws any other error */
function asRefusal(error: unknown): HeartbeatRefusal {
  if (isRefusal(error)) return error
  throw error
}

function refusable<T>(work: () => T): T | HeartbeatRefusal {
  try {
    return work()
  } catch (error) {
    return asRefusal(error)
  }
}
