// Decides whether a build is that of the present sources: by their content, because a checkout or an image changes times.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The stamp of the program and of the dashboard. */
export const programStamp = join(root, 'dist/inputs.json')
/** The stamp of the explorer, which is built apart. */
export const explorerStamp = join(root, 'dist/explorer/inputs.json')

/** @typedef {{ hash: string, files: string[] }} Stamp */

/**
 * The stamp of a build of these files.
 * @param {string[]} bundled paths within the project
 * @param {string[]} others inputs that the bundle does not contain
 * @returns {Stamp}
 */
export function stampOf(bundled, others = ['esbuild.config.js', 'package-lock.json', 'prisma/schema.prisma']) {
  const files = [...new Set([...others, ...bundled])].sort()
  return { hash: hashOf(files), files }
}

/**
 * Whether the build exists, and none of the files that it was made from has changed since.
 * @param {string} stampFile
 */
export function isBuilt(stampFile) {
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
