import { parseArgs } from 'node:util'

/** The command line asks for what there is not; the message says for what. */
export class UsageError extends Error {}

/** What is given as `--name <value>`, of these names. @throws {UsageError} for anything else */
export function parseOptions<Name extends string>(
  args: readonly string[],
  names: readonly Name[],
): Partial<Record<Name, string>> {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  try {
    return parseArgs({ args: [...args], options }).values as Partial<Record<Name, string>> // of the options given
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The value of an option, if it was given. @throws {UsageError} unless it is a whole number, and not too small */
export function parseCount(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,7}$/.test(text) || Number(text) < least)
    throw new UsageError(`--${name} takes a whole number from ${least} on, and was given "${text}".`)
  return Number(text)
}
