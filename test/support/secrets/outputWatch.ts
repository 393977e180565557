import { findSecrets } from './findSecrets.ts'

/** Where secrets were found in the output of the current test file. Test files of a worker run one after the other. */
const leaks: string[] = []

/** Notes secrets in what a server or a command has written. */
export function watchOutput(where: string, text: string, others?: readonly string[]): void {
  leaks.push(...findSecrets(text, others).map((secret) => `${where}: ${secret}`))
}

/** Parses a line of the log of a server in this process. */
export function readLogLine(line: string): Record<string, unknown> {
  watchOutput('log', line)
  return JSON.parse(line) as Record<string, unknown>
}

/** Returns the leaks since the last call. */
export function takeLeaks(): string[] {
  return leaks.splice(0)
}
