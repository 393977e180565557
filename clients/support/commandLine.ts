import { parseArgs, type ParseArgsConfig } from 'node:util'
import { UsageError } from './UsageError.ts'

export const defaultUrl = 'http://127.0.0.1:4000/graphql'

/** A UUID in any case of letters. */
export const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/**
 * `parseArgs` for the arguments of a command.
 * @param hint added to the message of an error
 * @throws {UsageError} if an argument is unknown or malformed
 */
export function parseCommandLine<Config extends ParseArgsConfig>(
  config: Config,
  hint = '',
): ReturnType<typeof parseArgs<Config>> {
  try {
    return parseArgs(config)
  } catch (error) {
    // only the first sentence: Node.js adds advice about positional arguments that does not apply here
    const [problem] = error instanceof Error ? error.message.split(/[.\n]/, 1) : [String(error)]
    throw new UsageError(`${problem}${hint}`)
  }
}
