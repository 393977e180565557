import { LimitExceededError, type InputPath } from './errors.ts'

/** @throws {LimitExceededError} if `actual` is above `limit`, with the path of the list that is too long */
export function assertWithinLimit(what: string, limit: number, actual: number, path: InputPath): void {
  if (actual > limit) throw new LimitExceededError(what, limit, actual).at(path)
}
