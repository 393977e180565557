import { createInterface } from 'node:readline/promises'

/** Asks a person at the terminal, on standard error. False without a terminal, and for any answer but yes. */
export async function askToContinue(question: string): Promise<boolean> {
  if (!process.stdin.isTTY) return false
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
