// Decides whether dist/ is the build of the present sources: by their content, because a checkout or an image changes times.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'dist/inputs.json')

/** Inputs of every build, in addition to the files that the bundle contains. */
const always = ['esbuild.config.js', 'package-lock.json', 'prisma/schema.prisma']

/** @typedef {{ hash: string, files: string[] }} Stamp */

/**
 * The stamp of a build of these files, for `stampFile`.
 * @param {string[]} bundled paths within the project
 * @returns {Stamp}
 */
export function stampOf(bundled) {
  const files = [...always, ...bundled].sort()
  return { hash: hashOf(files), files }
}

/** Whether dist/ exists, and none of the files that it was built from has changed since. */
export function isBuilt() {
  if (!existsSync(stampFile)) return false
  const stamp = /** @type {Stamp} */ (JSON.parse(readFileSync(stampFile, 'utf8'))) // written by the build
  return stamp.files.every((file) => existsSync(join(root, file))) && hashOf(stamp.files) === stamp.hash
}

/** @param {string[]} files */
function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}
