import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from './config.ts'
import { prismaDirectory } from './db/migrations.ts'

const help = `Usage: npm start -- [--help | --version]

Serves the GraphQL API of a supervisor hierarchy at http://127.0.0.1:4000/graphql.
Without DATABASE_URL the server starts an embedded PostgreSQL in DATA_DIR (.data) with a demonstration fleet.

Settings are environment variables or lines of the file .env. The file .env.example lists all of them.
`

function readArguments(): 'help' | 'version' | 'serve' {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    })
    return values.help ? 'help' : values.version ? 'version' : 'serve'
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error))
  }
}

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(join(prismaDirectory(), '..', 'package.json'), 'utf8')) as {
    version: string
  } // the project's own file
  return version
}

try {
  switch (readArguments()) {
    case 'help':
      process.stdout.write(help)
      break
    case 'version':
      process.stdout.write(`${readVersion()}\n`)
      break
    case 'serve': {
      if (existsSync('.env')) process.loadEnvFile()
      const config = readConfig(process.env)
      // loading the server takes a second: wrong arguments and settings are reported before
      const { fail, serve } = await import('./serve.ts')
      await serve(config).catch(fail)
    }
  }
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
