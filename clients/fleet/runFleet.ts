import { printable } from '../support/printable.ts'
import { runCommand, type Terminal } from './commands/runCommand.ts'

/**
 * Runs `fleet plan`, `fleet apply` or `fleet export`. Returns the exit code.
 * @param command the command as its user writes it
 */
export function runFleet(args: readonly string[], command: string): Promise<number> {
  const terminal: Terminal = {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(printable(text)),
    coloured: process.stdout.isTTY && process.stdout.hasColors(),
    command,
  }
  return runCommand(args, terminal)
}
