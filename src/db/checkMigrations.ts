import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assertSchemaMatchesMigrations } from './drift.ts'
import { startEmbedded } from './embedded.ts'

// `npm run check:migrations`: checks, on a temporary embedded PostgreSQL, that the migrations match schema.prisma
const dataDir = await mkdtemp(join(tmpdir(), 'hierarchy-check-'))
try {
  const server = await startEmbedded({ dataDir, settings: { fsync: 'off' } })
  try {
    await assertSchemaMatchesMigrations(server.url())
  } finally {
    await server.stop()
  }
} finally {
  await rm(dataDir, { recursive: true, force: true })
}
