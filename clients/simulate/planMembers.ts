import { randomUUID } from 'node:crypto'

/** A supervisor of the simulated fleet, to be spawned. */
export interface MemberPlan {
  readonly id: string
  readonly name: string
  readonly config: object
  readonly children: MemberPlan[]
}

/** `config.heartbeat_interval` at its least, so that a minute is enough to find the dead. */
export const intervalSeconds = 10

/** As many supervisors as `spawnHierarchy` takes at once. */
const chunkSize = 1_000
const childrenEach = 10

/**
 * The fleet below its root, in requests of `spawnHierarchy`: trees in which everybody has up to ten children, and restarts
 * those of them that fail.
 */
export function planMembers(supervisors: number): MemberPlan[][] {
  const chunks: MemberPlan[][] = []
  for (let from = 0; from < supervisors; from += chunkSize) {
    const plans = Array.from({ length: Math.min(chunkSize, supervisors - from) }, (_, i): MemberPlan => {
      return { id: randomUUID(), name: `supervisor-${from + i + 1}`, config: memberConfig, children: [] }
    })
    for (const [i, plan] of plans.entries()) plans[Math.floor(i / childrenEach) - 1]?.children.push(plan)
    chunks.push(plans.slice(0, childrenEach))
  }
  return chunks
}

export const memberConfig = {
  heartbeat_interval: intervalSeconds,
  restart: { strategy: 'one_for_one', max_restarts: 1_000, within_seconds: 60 },
}

/** All that plans have, in no tree. */
export function membersOf(plans: readonly MemberPlan[]): { id: string; name: string }[] {
  return plans.flatMap(({ id, name, children }) => [{ id, name }, ...membersOf(children)])
}
