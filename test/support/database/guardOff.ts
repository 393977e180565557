import { expect } from 'vitest'
import type { RaceOutcome } from './race.ts'

/** Replaces the function that takes the hierarchy lock, so that no transaction takes it. */
export const LOCK_OFF = `CREATE OR REPLACE FUNCTION lock_hierarchy(exclusive boolean) RETURNS void LANGUAGE plpgsql AS 'BEGIN END'`

/**
 * Expects violations from a race without its guard: otherwise the same race with the guard proves nothing. Repeats the
 * race up to `atMost` times, since the violations depend on timing.
 */
export async function expectViolations(
  race: () => Promise<RaceOutcome>,
  { atMost }: { atMost: number },
): Promise<void> {
  const seen: unknown[] = []
  for (let i = 0; i < atMost && seen.length === 0; i++) seen.push(...(await race()).violations)
  expect(seen).not.toEqual([])
}
