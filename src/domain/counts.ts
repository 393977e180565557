import { ValidationError } from './errors.ts'

/**
 * Groups of the counts of a subtree. Only the groups that a client selects are computed. A set of groups is the bitwise OR of
 * their numbers.
 */
export const countGroups = {
  /** Live supervisors, supervisors by status, and the deepest level. */
  supervisors: 1,
  health: 2,
  teams: 4,
  /** Active memberships, and distinct agents. */
  members: 8,
} as const

/** A set of count groups. */
export type CountSet = number

/** Counts may be this old if the client does not say otherwise, in seconds. */
export const defaultMaxAgeSeconds = 5
/** Largest age that a client can accept, in seconds. */
const maxMaxAgeSeconds = 3_600

/**
 * Returns the largest age of counts that a client accepts, in milliseconds.
 * @param seconds as the client sent it
 * @param byDefault age in seconds for clients that sent none
 * @throws {ValidationError} if it is not within 0 to 3,600
 */
export function parseMaxAge(seconds: number | null | undefined, byDefault: number): number {
  const age = seconds ?? byDefault
  if (age < 0 || age > maxMaxAgeSeconds)
    throw new ValidationError(['maxAgeSeconds'], `expected 0 to ${maxMaxAgeSeconds}, got ${age}.`)
  return age * 1_000
}
