import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prismaDirectory } from './db/migrations.ts'

/** The version in package.json. */
export function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(prismaDirectory(), '../package.json'), 'utf8')) as {
    version: string
  } // the project's own file
  return version
}
