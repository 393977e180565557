import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const projectDirectory = fileURLToPath(new URL('../..', import.meta.url))

const notOurs = /(^|\/)(node_modules|dist|\.git|\.data|generated|coverage)(\/|$)/

/** The project's own files below a directory whose path matches, relative to the project. */
export function listFiles(directory: string, pattern: RegExp): string[] {
  return readdirSync(join(projectDirectory, directory), { withFileTypes: true })
    .map((entry) => ({ entry, path: join(directory, entry.name) }))
    .filter(({ path }) => !notOurs.test(path))
    .flatMap(({ entry, path }) =>
      entry.isDirectory() ? listFiles(path, pattern) : entry.isFile() && pattern.test(path) ? [path] : [],
    )
}

/** The text of a file, by its path within the project. */
export function readProjectFile(path: string): string {
  return readFileSync(join(projectDirectory, path), 'utf8')
}
