import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'prisma/config'

// The engine that the CLI would otherwise download; whoever has the downloaded one sets the variable (docs/prisma.md).
process.env.PRISMA_SCHEMA_ENGINE_BINARY ||= fileURLToPath(new URL('./prisma/engine/schema-engine.mjs', import.meta.url))

const url = process.env.DATABASE_URL || embeddedUrl()

// `generate` and `validate` need no database; what does would name this file and not the variable.
if (!url && process.argv.some((arg) => arg === 'migrate' || arg === 'db')) {
  console.error('No DATABASE_URL is set, and no embedded database runs: set it, or run `npm start` beside this.')
}

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations', seed: 'tsx prisma/seed.ts' },
  ...(url ? { datasource: { url } } : {}),
})

/** The embedded server leaves its address in its data directory while it runs. */
function embeddedUrl(): string | undefined {
  const file = join(process.env.DATA_DIR || '.data', 'url')
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}
