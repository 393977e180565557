import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { defaultMigrationsDir, readMigrations } from '../../../src/db/migrations.ts'
import { projectDirectory } from '../../docs/projectFiles.ts'

/** The newest server that does not have the newest migration. */
export interface PreviousServer {
  /** The first characters of its commit. */
  readonly commit: string
  /** The compiled server. */
  readonly main: string
  /** The migrations that it does not have. */
  readonly newMigrations: readonly string[]
}

const git = (...args: string[]): Buffer =>
  execFileSync('git', args, { cwd: projectDirectory, maxBuffer: 256 * 1024 * 1024 })

/** Whether the history of this checkout is there: a source archive has none. */
export const hasHistory = existsSync(join(projectDirectory, '.git'))

/**
 * Builds the server of the last commit before the newest migration, with the packages of this checkout.
 * @param directory an empty directory for its files
 * @throws {Error} if the history is shallow, and does not contain that commit
 */
export async function buildPreviousServer(directory: string): Promise<PreviousServer> {
  const migrations = (await readMigrations(defaultMigrationsDir())).map(({ name }) => name)
  const commit = commitBefore(migrations.at(-1) ?? '')
  execFileSync('tar', ['-x', '-C', directory], { input: git('archive', commit) })
  symlinkSync(join(projectDirectory, 'node_modules'), join(directory, 'node_modules'))
  const { scripts } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { scripts: object }
  const script = 'build:program' in scripts ? 'build:program' : 'build' // the explorer takes long, and is not needed
  execFileSync('npm', ['run', '--silent', script], { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] })
  const known = await readMigrations(join(directory, 'prisma/migrations'))
  return {
    commit: commit.slice(0, 7),
    main: join(directory, 'dist/src/server.js'),
    newMigrations: migrations.filter((name) => !known.some((migration) => migration.name === name)),
  }
}

function commitBefore(migration: string): string {
  const path = `prisma/migrations/${migration}/migration.sql`
  const [added] = git('log', '--diff-filter=A', '--format=%H', '--', path).toString().split('\n')
  if (!added) return git('rev-parse', 'HEAD').toString().trim() // it is not committed yet
  return git('rev-parse', `${added}^`).toString().trim()
}
