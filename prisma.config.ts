import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The engine that the CLI would otherwise download. Set the variable to use a downloaded one (docs/explanation/migrations.md).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= fileURLToPath(new URL('./prisma/engine/schema-engine.mjs', import.meta.url))

const url = process.env.DATABASE_URL || embeddedUrl()

// Prisma's own error names this file, not the variable. Other commands, such as `generate`, need no database.
if (!url && process.argv.some((arg) => arg === 'migrate' || arg === 'db')) {
  console.error('No database: set DATABASE_URL, or start the embedded server with `npm start`.')
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'node cli/run.js seed' },
  ...(url ? { datasource: { url } } : {}),
})

/** The embedded server writes its URL to its data directory while it runs. */
function embeddedUrl(): string | undefined {
  const file = join(process.env.DATA_DIR || '.data', 'url')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
