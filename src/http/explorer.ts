import { plugin } from './plugin.ts'
import { join } from 'node:path'
import { builtDirectory, readIfExists, sendAsset, sendPage } from './builtFiles.ts'
import { badRequest, sendRefusal } from './refusal.ts'
import { explorerPolicy } from './securityHeaders.ts'

export interface ExplorerOptions {
  /** Whether the server serves the explorer. */
  readonly explorer: boolean
  /** Directory of the built explorer. @default `dist/explorer` of this project */
  readonly explorerDirectory?: string | undefined
}

/** The files that the build names. No other path is looked for. */
const fileName = /^[\w-]+\.(js|css|svg|ttf)$/

/**
 * GraphiQL: a page with its files, which contain no data and need no credentials. They are 7 MB, and read when they are
 * requested: few servers serve them, and the build may still run when the server starts.
 */
export const explorer = plugin<ExplorerOptions>(
  'explorer',
  (app, { explorer: isOn, explorerDirectory = builtDirectory('explorer') }, done) => {
    done()
    if (!isOn) return
    app.get('/explorer', async (_request, reply) => {
      const page = await readIfExists(join(explorerDirectory, 'index.html'))
      if (page === null)
        return sendRefusal(
          reply,
          badRequest(404, 'The explorer is not built yet. Reload in a few seconds, or run npm run build.'),
        )
      return sendPage(reply, page, explorerPolicy)
    })
    app.get<{ Params: { name: string } }>('/explorer/:name', async (request, reply) => {
      const { name } = request.params
      const file = fileName.test(name) ? await readIfExists(join(explorerDirectory, name)) : null
      if (file === null) return sendRefusal(reply, badRequest(404, 'The explorer has no such file. Reload the page.'))
      return sendAsset(reply, name, file)
    })
  },
)
