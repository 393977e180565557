import { plugin } from './plugin.ts'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { builtDirectory, readIfExists, sendAsset, sendPage } from './builtFiles.ts'
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
          : sendPage(reply, page, dashboardPolicy),
      )
    }
    const assets = join(dashboardDirectory, 'assets')
    for (const name of page === null ? [] : await readdir(assets)) {
      const file = await readFile(join(assets, name))
      app.get(`/assets/${name}`, (_request, reply) => sendAsset(reply, name, file))
    }
  },
)
