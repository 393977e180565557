import type { FleetSupervisor } from './file/fleetFile.ts'

/** Cuts a list of supervisors into parts that fit into a request each. */
export function cutIntoChunks<Item extends { readonly supervisor: FleetSupervisor }>(items: readonly Item[]): Item[][] {
  return cut(items, ({ supervisor }) => sizeOf(supervisor), limits)
}

/** Most that one request contains. A request of this size takes the server well under a second. */
const limits = { supervisors: 1_000, teams: 2_000, members: 5_000, bytes: 1_500_000 }

function sizeOf(supervisor: FleetSupervisor): typeof limits {
  return {
    supervisors: 1,
    teams: supervisor.teams.length,
    members: supervisor.teams.reduce((sum, { members = [] }) => sum + members.length, 0),
    bytes: Buffer.byteLength(JSON.stringify(supervisor)),
  }
}

/** Cuts a list into parts, of which each has one item or does not exceed the limits. */
export function cut<Item, Size extends Readonly<Record<string, number>>>(
  items: readonly Item[],
  sizeOf: (item: Item) => Size,
  limits: Size,
): Item[][] {
  const parts: Item[][] = []
  let used: Record<string, number> = {}
  for (const item of items) {
    const size = sizeOf(item)
    const sum = Object.fromEntries(Object.entries(size).map(([name, n]) => [name, (used[name] ?? 0) + n]))
    const part = parts.at(-1)
    if (part && Object.entries(limits).every(([name, most]) => (sum[name] ?? 0) <= most)) {
      part.push(item)
      used = sum
    } else {
      parts.push([item])
      used = size
    }
  }
  return parts
}
