import { LimitExceededError, type InputPath } from './errors.ts'

/**
 * @param what plural noun of the list's items, for the message
 * @param path path of the list in the input
 * @throws {LimitExceededError} if the list has more items than `limit`
 */
export function assertWithinLimit(what: string, limit: number, actual: number, path: InputPath): void {
  if (actual > limit) throw new LimitExceededError(what, limit, actual).at(path)
}
