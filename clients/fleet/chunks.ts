import type { FleetSupervisor } from './file/fleetFile.ts'

/** Most that one request contains. A request of this size takes the server well under a second. */
const limits = { supervisors: 1_000, teams: 2_000, members: 5_000, bytes: 1_500_000 }

/** Cuts a list of supervisors into parts that fit into a request each. */
export function cutIntoChunks<Item extends { readonly supervisor: FleetSupervisor }>(items: readonly Item[]): Item[][] {
  const chunks: Item[][] = []
  let used = { supervisors: 0, teams: 0, members: 0, bytes: 0 }
  for (const item of items) {
    const size = sizeOf(item.supervisor)
    const sum = {
      supervisors: used.supervisors + 1,
      teams: used.teams + size.teams,
      members: used.members + size.members,
      bytes: used.bytes + size.bytes,
    }
    const last = chunks.at(-1)
    const fits =
      sum.supervisors <= limits.supervisors &&
      sum.teams <= limits.teams &&
      sum.members <= limits.members &&
      sum.bytes <= limits.bytes
    if (last && fits) {
      last.push(item)
      used = sum
    } else {
      chunks.push([item])
      used = { supervisors: 1, ...size }
    }
  }
  return chunks
}

function sizeOf(supervisor: FleetSupervisor): { teams: number; members: number; bytes: number } {
  return {
    teams: supervisor.teams.length,
    members: supervisor.teams.reduce((sum, { members = [] }) => sum + members.length, 0),
    bytes: Buffer.byteLength(JSON.stringify(supervisor)),
  }
}
