import { readFile } from 'node:fs/promises'
import { ConfigError, type Config } from './config.ts'
import { parseManifest, type OperationsManifest } from './graphql/operationsManifest.ts'

/**
 * Reads the manifest of operations, if one is set.
 * @throws {ConfigError} in one line, if the file cannot be read or is not a manifest
 */
export async function loadManifest({
  operationsManifest: path,
}: Pick<Config, 'operationsManifest'>): Promise<OperationsManifest | undefined> {
  if (path === undefined) return undefined
  try {
    return parseManifest(await readFile(path, 'utf8'))
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
    throw new ConfigError(`OPERATIONS_MANIFEST: ${JSON.stringify(path)} is not usable: ${reason}`)
  }
}
