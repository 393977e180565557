import { createHash } from 'node:crypto'
import type { FleetSupervisor } from './file/fleetFile.ts'

/**
 * A text that differs for different descriptions of a supervisor.
 * @param parentId parent of the supervisors at the top of the fleet
 */
export function fingerprint(supervisor: FleetSupervisor, parentId: string | null): string {
  const text = JSON.stringify(supervisor.parentKey === undefined ? { ...supervisor, parentId } : supervisor)
  return createHash('sha256').update(text).digest('base64url').slice(0, length)
}

/** 22 characters have 132 bits, so two descriptions do not have the same fingerprint by accident. */
const length = 22
