#!/usr/bin/env node
// The program of the package: `supervisor-hierarchy <command>`. Each command is a chunk of its own, so that none loads another.
import { ConfigError } from '../src/config.ts'
import { loadEnvironmentFile } from '../src/environmentFile.ts'
import { readVersion } from '../src/version.ts'
import { commands } from './commands.ts'

const usage = `Usage: supervisor-hierarchy <command> [options]

${Object.entries(commands)
  .map(([name, { about }]) => `  ${name.padEnd(10)}${about}`)
  .join('\n')}

\`supervisor-hierarchy <command> --help\` shows the options and the exit codes of a command.
Settings are environment variables or lines of the file .env in the working directory.
`

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (Object.hasOwn(commands, name)) {
    loadEnvironmentFile()
    const run = await commands[name as keyof typeof commands].load()
    return run(args)
  }
  switch (name) {
    case '--help':
    case '-h':
    case 'help':
      process.stdout.write(usage)
      return 0
    case '--version':
    case '-v':
      process.stdout.write(`${readVersion()}\n`)
      return 0
    default:
      process.stderr.write(`Expected a command, got ${name === '' ? 'none' : JSON.stringify(name)}.\n\n${usage}`)
      return 2
  }
}

process.setSourceMapsEnabled(true)
try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  if (!(error instanceof ConfigError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
