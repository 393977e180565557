import { plugin } from './plugin.ts'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtDirectory, mediaTypeOf, readIfExists } from './builtFiles.ts'
import { badRequest, sendRefusal } from './refusal.ts'
import { dashboardPolicy } from './securityHeaders.ts'

export interface DashboardOptions {
  /** Directory of the built dashboard. @default `dist/dashboard` of this project */
  readonly dashboardDirectory?: string | undefined
}

/** The addresses of the pages. The page itself reads the address, and shows what it names. */
const dashboardPaths = ['/', '/problems', '/supervisors/:id', '/teams/:id', '/agents/:id', '/events', '/tokens']

/** The dashboard: one page, and the files that it loads. They contain no data and need no credentials. */
export const dashboard = plugin<DashboardOptions>(
  'dashboard',
  async (app, { dashboardDirectory = builtDirectory('dashboard') }) => {
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
          .type(mediaTypeOf(name))
          // the name contains the hash of the file
          .header('cache-control', 'public, max-age=31536000, immutable')
          .send(file),
      )
    }
  },
)
