import { applyFleet } from './applyFleet.ts'

/**
 * Spawns the supervisors of a fleet file on a running server. Returns the exit code.
 * @param command the command as its user writes it
 */
export function runFleet(args: readonly string[], command: string): Promise<number> {
  return applyFleet(args, {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
    coloured: process.stdout.isTTY && process.stdout.hasColors(),
    command,
  })
}
