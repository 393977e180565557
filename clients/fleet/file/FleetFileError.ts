/** A position in a file, counted from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** The file is invalid at this position. The message says what was expected, and what to write. */
export class FleetFileError extends Error {
  readonly position: Position
  constructor(position: Position, problem: string) {
    super(problem)
    this.position = position
  }
}
