import { commandWith } from '../src/db/commandName.ts'

/** Runs a command with the arguments after its name, and returns the exit code. */
type Run = (args: readonly string[]) => Promise<number>

interface Command {
  /** Its line in the usage. */
  readonly about: string
  readonly load: () => Promise<Run>
}

/** The commands by name. Each `load` is a dynamic import, which esbuild makes a chunk. */
export const commands = {
  serve: {
    about: 'serve the GraphQL API',
    load: async () => (await import('../src/runServer.ts')).runServer,
  },
  migrate: databaseCommand('migrate', 'apply all pending migrations'),
  rollback: databaseCommand('rollback', 'undo the newest migration'),
  status: databaseCommand('status', 'list the pending migrations'),
  drift: databaseCommand('drift', 'compare the database with schema.prisma and the migrations'),
  verify: databaseCommand('verify', 'find rows that violate an invariant of the hierarchy'),
  token: {
    about: 'create, list and revoke API tokens',
    load: async () => (await import('./runTokenCommand.ts')).runTokenCommand,
  },
  seed: {
    about: 'load the demonstration fleet, or a large generated tree',
    load: async () => (await import('./runSeed.ts')).runSeed,
  },
  fleet: {
    about: 'plan and apply a fleet file on a running server, or export one',
    load: async () => named('fleet', (await import('../clients/fleet/runFleet.ts')).runFleet),
  },
  watch: {
    about: 'print the events of a running server',
    load: async () => named('watch', (await import('../clients/watch/runWatch.ts')).runWatch),
  },
  simulate: {
    about: 'simulate supervisor processes that crash, to test a running server',
    load: async () => named('simulate', (await import('../clients/simulate/runSimulate.ts')).runSimulate),
  },
} satisfies Record<string, Command>

function databaseCommand(command: 'migrate' | 'rollback' | 'status' | 'drift' | 'verify', about: string): Command {
  return {
    about,
    load: async () => {
      const { runDatabaseCommand } = await import('./runDatabaseCommand.ts')
      return (args) => runDatabaseCommand(command, args)
    },
  }
}

/** Clients import nothing of the server, so they do not know how their user writes the command. */
function named(command: string, run: (args: readonly string[], command: string) => Promise<number>): Run {
  return (args) => run(args, commandWith(command, '').trimEnd())
}
