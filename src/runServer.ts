import { parseArgs } from 'node:util'
import { ConfigError, readConfig } from './config.ts'
import { commandWith } from './db/commandName.ts'
import { loadEnvironmentFile } from './environmentFile.ts'
import { readVersion } from './version.ts'

const usage = () => `Usage: ${commandWith('serve', '[--help | --version]')}

Serves the GraphQL API of a supervisor hierarchy at http://127.0.0.1:4000/graphql.
Without DATABASE_URL the server starts an embedded PostgreSQL in DATA_DIR (.data) with a demonstration fleet.

Settings are environment variables or lines of the file .env. The file .env.example lists all of them.

Exit codes: 0 after SIGTERM or SIGINT, 1 if the settings are invalid or the server failed.
`

function readArguments(args: readonly string[]): 'help' | 'version' | 'serve' {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { help: { type: 'boolean', short: 'h' }, version: { type: 'boolean', short: 'v' } },
    })
    return values.help ? 'help' : values.version ? 'version' : 'serve'
  } catch (error) {
    throw new ConfigError(error instanceof Error ? error.message : String(error))
  }
}

/** Starts the server. Returns the exit code that counts while no signal and no failure ends the process. */
export async function runServer(args: readonly string[]): Promise<number> {
  try {
    switch (readArguments(args)) {
      case 'help':
        process.stdout.write(usage())
        break
      case 'version':
        process.stdout.write(`${readVersion()}\n`)
        break
      case 'serve': {
        loadEnvironmentFile()
        const config = readConfig(process.env)
        // loading the server takes a second: wrong arguments and settings are reported before
        const { fail, serve } = await import('./serve.ts')
        await serve(config).catch(fail)
      }
    }
    return 0
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  }
}
