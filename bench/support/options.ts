import { parseArgs } from 'node:util'

/** Invalid arguments on the command line. */
export class UsageError extends Error {}

/**
 * The options `--name <value>` with these names, and `--flag` with those of `flags`.
 * @throws {UsageError} for any other argument
 */
export function parseOptions<Name extends string, Flag extends string = never>(
  args: readonly string[],
  names: readonly Name[],
  flags: readonly Flag[] = [],
): Partial<Record<Name, string> & Record<Flag, boolean>> {
  const options = {
    ...Object.fromEntries(names.map((name) => [name, { type: 'string' as const }])),
    ...Object.fromEntries(flags.map((flag) => [flag, { type: 'boolean' as const }])),
  }
  try {
    return parseArgs({ args: [...args], options }).values as Partial<Record<Name, string> & Record<Flag, boolean>> // parseArgs returns only the given options
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** The value of an option; undefined if it is not given. @throws {UsageError} unless it is a whole number from `min` up */
export function parseCount(name: string, text: string | undefined, min: number): number | undefined {
  if (text === undefined) return undefined
  if (!/^\d{1,7}$/.test(text) || Number(text) < min)
    throw new UsageError(`--${name}: expected a whole number from ${min} to 9999999, got "${text}"`)
  return Number(text)
}
