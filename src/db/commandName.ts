import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { prismaDirectory } from './migrations.ts'

/** The commands that have another name as an npm script. */
const scripts: Readonly<Record<string, string>> = {
  serve: 'npm start',
  migrate: 'npm run db:migrate',
  rollback: 'npm run db:rollback',
  status: 'npm run db:status',
  drift: 'npm run db:drift',
  verify: 'npm run db:verify',
}

let inCheckout: boolean | undefined

/** How a user of this installation runs a command: as an npm script in a checkout, and by the program of the package otherwise. */
export function commandName(command: string): string {
  inCheckout ??= existsSync(join(prismaDirectory(), '../esbuild.config.js'))
  return inCheckout ? (scripts[command] ?? `npm run ${command}`) : `supervisor-hierarchy ${command}`
}

/** The same with arguments. npm passes to a script only what follows `--`. */
export function commandWith(command: string, args: string): string {
  const name = commandName(command)
  return name.startsWith('npm ') ? `${name} -- ${args}` : `${name} ${args}`
}
