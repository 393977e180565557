import type { FastifyInstance } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { badRequest, sendRefusal } from './refusal.ts'
import { dashboardPolicy } from './securityHeaders.ts'

export interface DashboardOptions {
  /** Directory of the built dashboard. @default `dist/dashboard` of this project */
  readonly dashboardDirectory?: string | undefined
}

/** The addresses of the pages. The page itself reads the address, and shows what it names. */
const dashboardPaths = ['/', '/problems', '/supervisors/:id', '/teams/:id', '/agents/:id', '/events', '/tokens']

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** The dashboard: one page, and the files that it loads. They contain no data and need no credentials. */
export const dashboard = fastifyPlugin<DashboardOptions>(
  async (app: FastifyInstance, { dashboardDirectory = builtDashboard() }) => {
    const page = await readIfExists(join(dashboardDirectory, 'index.html'))
    for (const path of dashboardPaths) {
      app.get(path, (_request, reply) =>
        page === null
          ? sendRefusal(
              reply,
              badRequest(404, 'The dashboard is not built. Run npm run build, and restart the server.'),
            )
          : reply
              .type('text/html; charset=utf-8')
              .header('content-security-policy', dashboardPolicy)
              .header('cache-control', 'no-cache')
              .send(page),
      )
    }
    const assets = join(dashboardDirectory, 'assets')
    for (const name of page === null ? [] : await readdir(assets)) {
      const file = await readFile(join(assets, name))
      app.get(`/assets/${name}`, (_request, reply) =>
        reply
          .type(mediaTypes[extname(name)] ?? 'application/octet-stream')
          // the name contains the hash of the file
          .header('cache-control', 'public, max-age=31536000, immutable')
          .send(file),
      )
    }
  },
)

/** Found from the source files and from the build in dist/. */
function builtDashboard(): string {
  const here = fileURLToPath(new URL('.', import.meta.url))
  const candidates = ['../dashboard', '../../dist/dashboard'].map((path) => resolve(here, path))
  return candidates.find((path) => existsSync(path)) ?? candidates[0] ?? here
}

function readIfExists(path: string): Promise<Buffer | null> {
  return existsSync(path) ? readFile(path) : Promise.resolve(null)
}
