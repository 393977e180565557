import { expect } from 'vitest'
import type { RaceOutcome } from './race.ts'

/** Without it the hierarchy's lock is taken by nobody. */
export const LOCK_OFF = `CREATE OR REPLACE FUNCTION lock_hierarchy(exclusive boolean) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'`

/**
 * Races whose guard is off have to show violations, or none would be seen of those that have it. Chance may spare them all:
 * run again, so often at most.
 */
export async function expectViolations(
  race: () => Promise<RaceOutcome>,
  { atMost }: { atMost: number },
): Promise<void> {
  const seen: unknown[] = []
  for (let i = 0; i < atMost && seen.length === 0; i++) seen.push(...(await race()).violations)
  expect(seen).not.toEqual([])
}
