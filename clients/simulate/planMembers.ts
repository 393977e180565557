import { randomUUID } from 'node:crypto'

/** A supervisor of the simulated fleet, in the form of the input of `spawnHierarchy`. */
export interface MemberPlan {
  readonly id: string
  readonly name: string
  readonly config: object
  readonly children: MemberPlan[]
}

/** The smallest `config.heartbeat_interval`, in seconds, so that a simulation of a minute contains detections. */
const intervalSeconds = 10

/** The largest number of supervisors in one `spawnHierarchy`. */
const chunkSize = 1_000
const childrenPerSupervisor = 10

/**
 * The fleet below its root, one element per `spawnHierarchy` request. Each supervisor has up to ten children, and a restart
 * policy for them.
 */
export function planMembers(supervisors: number): MemberPlan[][] {
  const chunks: MemberPlan[][] = []
  for (let from = 0; from < supervisors; from += chunkSize) {
    const plans = Array.from({ length: Math.min(chunkSize, supervisors - from) }, (_, i): MemberPlan => {
      return { id: randomUUID(), name: `supervisor-${from + i + 1}`, config: memberConfig, children: [] }
    })
    for (const [i, plan] of plans.entries()) plans[Math.floor(i / childrenPerSupervisor) - 1]?.children.push(plan)
    chunks.push(plans.slice(0, childrenPerSupervisor))
  }
  return chunks
}

export const memberConfig = {
  heartbeat_interval: intervalSeconds,
  restart: { strategy: 'one_for_one', max_restarts: 1_000, within_seconds: 60 },
}

/** The supervisors of all plans as a flat list. */
export function membersOf(plans: readonly MemberPlan[]): { id: string; name: string }[] {
  return plans.flatMap(({ id, name, children }) => [{ id, name }, ...membersOf(children)])
}
