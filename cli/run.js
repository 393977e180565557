// What the npm scripts run: builds the program if the sources have changed since the last build, and runs it.
import { spawn, spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import { explorerStamp, isBuilt, programStamp } from './buildStamp.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(import.meta.url)

/** @param {string} name */
function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

/** Why the build cannot run; null if it can. */
function findObstacle() {
  if (!isInstalled('pg')) return 'The packages are not installed. Run npm ci.'
  if (isInstalled('esbuild') && isInstalled('prisma')) return null
  return 'dist/ is missing or out of date, and the packages that build it are not installed. Run npm ci --include=dev && npm run build.'
}

function buildIfNecessary() {
  if (isInstalled('pg') && isBuilt(programStamp)) return true
  const obstacle = findObstacle()
  if (obstacle !== null) {
    process.stderr.write(`${obstacle}\n`)
    return false
  }
  process.stderr.write('Building dist/, because it is missing or out of date.\n')
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build:program'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) process.stderr.write(`${stdout}${stderr}The build failed.\n`)
  return status === 0
}

/** The server does not wait for the explorer, and without it serves everything else. */
function buildExplorerInBackground() {
  if (isBuilt(explorerStamp) || !isInstalled('esbuild') || !isInstalled('graphiql')) return
  const child = spawn(process.execPath, ['tools/buildExplorer.js'], { cwd: root, stdio: 'ignore' })
  child.on('error', () => undefined)
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  child.unref()
}

const isReady = buildIfNecessary()
if (isReady && process.argv[2] === 'serve') buildExplorerInBackground()
if (isReady) await import(new URL('../dist/src/cli.js', import.meta.url).href)
else process.exitCode = 1
