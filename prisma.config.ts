import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'
import { readDatabaseSettings } from './src/config.ts'
import { describeDatabase } from './src/db/databaseUrl.ts'
import { loadEnvironmentFile } from './src/environmentFile.ts'

// The engine that the CLI would otherwise download. Set the variable to use a downloaded one (docs/explanation/migrations.md).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= fileURLToPath(new URL('./prisma/engine/schema-engine.mjs', import.meta.url))

// other commands, such as `generate`, need no database
const usesDatabase = process.argv.some((arg) => arg === 'migrate' || arg === 'db')
const url = usesDatabase ? findUrl() : undefined

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node cli/run.js seed' },
  ...(url ? { datasource: { url } } : {}),
})

function findUrl(): string | undefined {
  loadEnvironmentFile()
  const { databaseUrl, dataDir } = readDatabaseSettings(process.env)
  const url = databaseUrl ?? readEmbeddedUrl(dataDir)
  // Prisma's own error names this file, not the variable
  if (url === undefined) console.error('No database: set DATABASE_URL, or start the embedded server with `npm start`.')
  else console.error(`Using ${describeDatabase(url, databaseUrl === undefined ? dataDir : undefined)}.`)
  return url
}

/** The embedded server writes its URL to its data directory while it runs. */
function readEmbeddedUrl(dataDir: string): string | undefined {
  const file = join(dataDir, 'url')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
