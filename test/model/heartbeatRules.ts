import { change, findSupervisor, pathOf, need, type Hierarchy, type Supervisor } from './hierarchyModel.ts'
import type { Heartbeat, Heartbeats } from './inputs.ts'
import { isId } from './inputRules.ts'
import { invalid, limitExceeded, refuse, Refusal, type Outcome, type Place } from './outcomes.ts'

export function heartbeat(all: Hierarchy, input: Heartbeat): Outcome {
  return payloadOf(all, record(all, input, ['input']))
}

/** Records the heartbeats in order. All results show the state after the last one. */
export function heartbeats(all: Hierarchy, { heartbeats }: Heartbeats): Outcome {
  if (heartbeats.length > 1_000) refuse(limitExceeded(1_000, heartbeats.length, ['input', 'heartbeats']))
  const recorded = heartbeats.map((each, i) => refusable(() => record(all, each, ['input', 'heartbeats', String(i)])))
  const results = recorded.map((each) => ('__typename' in each ? each : payloadOf(all, each)))
  return { __typename: 'HeartbeatsPayload', results }
}

interface Recorded {
  readonly id: string
  readonly accepted: boolean
  readonly outdated: boolean
}

function record(all: Hierarchy, { supervisorId, incarnation, sequence }: Heartbeat, path: Place): Recorded {
  if (!isId(supervisorId)) refuse(invalid([...path, 'supervisorId']))
  if (incarnation != null && incarnation < 1) refuse(invalid([...path, 'incarnation']))
  if (sequence != null && sequence < 0) refuse(invalid([...path, 'sequence']))
  const supervisor = findSupervisor(all, supervisorId, [...path, 'supervisorId'])
  const reported = incarnation ?? supervisor.incarnation
  if (reported > supervisor.incarnation) refuse(invalid([...path, 'incarnation']))

  const outdated = reported < supervisor.incarnation
  const accepted = !mustStop(supervisor) && !outdated && (sequence ?? Infinity) > (supervisor.sequence ?? -1)
  if (accepted) supervisor.sequence = sequence ?? supervisor.sequence
  if (supervisor.status === 'SPAWNING' && !outdated) change(supervisor, { status: 'ACTIVE', statusReason: null })
  return { id: supervisor.id, accepted, outdated }
}

function payloadOf(all: Hierarchy, { id, accepted, outdated }: Recorded): Outcome {
  const supervisor = need(all.supervisors, id)
  const { status, version, incarnation } = supervisor
  const command = outdated || mustStop(supervisor) ? 'STOP' : mustPause(all, supervisor) ? 'PAUSE' : 'CONTINUE'
  return { __typename: 'HeartbeatPayload', supervisorId: id, command, status, version, incarnation, accepted }
}

const mustStop = ({ status }: Supervisor): boolean => ['FAILED', 'TERMINATED'].includes(status)

const mustPause = (all: Hierarchy, supervisor: Supervisor): boolean =>
  supervisor.status === 'PAUSED' ||
  pathOf(all, supervisor)
    .slice(0, -1)
    .some((id) => ['PAUSED', 'FAILED'].includes(need(all.supervisors, id).status))

function refusable<T>(work: () => T): T | Outcome {
  try {
    return work()
  } catch (error) {
    const [outcome] = error instanceof Refusal ? error.outcomes : []
    if (!outcome) throw error
    return outcome
  }
}
