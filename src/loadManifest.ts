import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError, type Config } from './config.ts'
import { builtDirectory, readIfExists } from './http/builtFiles.ts'
import { parseManifest, type OperationsManifest } from './graphql/operationsManifest.ts'

/**
 * Reads the manifest of operations, if one is set. The documents of the dashboard, which this server serves, are added to it.
 * @throws {ConfigError} in one line, if the file cannot be read or is not a manifest
 */
export async function loadManifest({
  operationsManifest: path,
}: Pick<Config, 'operationsManifest'>): Promise<OperationsManifest | undefined> {
  if (path === undefined) return undefined
  const ownDocuments = await readIfExists(join(builtDirectory('dashboard'), 'documents.json'))
  try {
    const manifest = await readFile(path, 'utf8')
    return ownDocuments === null ? parseManifest(manifest) : parseManifest(manifest, ownDocuments.toString())
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
    throw new ConfigError(`OPERATIONS_MANIFEST: ${JSON.stringify(path)} is not usable: ${reason}`)
  }
}
