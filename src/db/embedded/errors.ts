/** What every failure of the embedded database has in common: a first line that stands for itself. */
export abstract class EmbeddedError extends Error {
  override readonly name: string = this.constructor.name
}

/** This machine cannot run the embedded server at all; DATABASE_URL is the way out. */
export class EmbeddedUnavailableError extends EmbeddedError {
  constructor(reason: string) {
    super(`the embedded PostgreSQL cannot run here: ${reason}; set DATABASE_URL to a PostgreSQL server of your own`)
  }
}

/** Another server has the data directory. `pid` is the process that holds it, where that is known. */
export class EmbeddedInUseError extends EmbeddedError {
  constructor(
    readonly dataDir: string,
    readonly pid: number | undefined,
  ) {
    const holder = pid === undefined ? 'another process' : `process ${pid}`
    super(
      `the data directory ${dataDir} is in use by ${holder}: ` +
        'stop it, set DATA_DIR to another directory, or set DATABASE_URL',
    )
  }
}

/** PostgreSQL was there but did not start, or the data directory cannot be used. `log` is the end of its log. */
export class EmbeddedStartError extends EmbeddedError {
  constructor(
    reason: string,
    readonly log = '',
  ) {
    super(log === '' ? reason : `${reason}\n${log}`)
  }
}

/** The message of anything thrown, for quoting in a message of our own. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** The code of a system error ('ENOENT', …), or undefined for anything else. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
