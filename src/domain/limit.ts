import { LimitExceededError, type InputPath } from './errors.ts'

/**
 * @param what plural noun of the list's items, for the message
 * @param path path of the list in the input
 * @throws {LimitExceededError} if the list has more items than `limit`
 */
export function assertWithinLimit(what: string, limit: number, actual: number, path: InputPath): void {
  if (actual <= limit) return
  const message = `Too many ${what}: at most ${limit} per request, ${actual} given. Split the request.`
  throw new LimitExceededError(message, limit, actual).at(path)
}

/**
 * @param size number of supervisors and memberships that a change of a subtree writes
 * @throws {LimitExceededError} if they are more than `limit`
 */
export function assertChangeSize(size: number, limit: number): void {
  if (size <= limit) return
  const message = `Change too large: at most ${limit} supervisors and memberships per mutation, ${size} affected. Change smaller subtrees first.`
  throw new LimitExceededError(message, limit, size)
}
