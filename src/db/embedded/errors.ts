/** A failure of the embedded PostgreSQL. The first line of the message is complete without the rest. */
export abstract class EmbeddedError extends Error {
  override readonly name: string = this.constructor.name
}

/** This machine cannot run the embedded server; the operator must set DATABASE_URL. */
export class EmbeddedUnavailableError extends EmbeddedError {
  constructor(reason: string) {
    super(
      `The embedded PostgreSQL cannot run here: ${reason}. Alternatively, set DATABASE_URL to your own PostgreSQL server.`,
    )
  }
}

/** Another server uses the data directory. `pid` is the process that holds the lock, if known. */
export class EmbeddedInUseError extends EmbeddedError {
  constructor(
    readonly dataDir: string,
    readonly pid: number | undefined,
  ) {
    const holder = pid === undefined ? 'another process' : `process ${pid}`
    super(
      `The data directory ${dataDir} is in use by ${holder}. ` +
        'Stop it, set DATA_DIR to another directory, or set DATABASE_URL.',
    )
  }
}

/** PostgreSQL did not start, or the data directory cannot be used. `log` is the end of its log. */
export class EmbeddedStartError extends EmbeddedError {
  constructor(
    reason: string,
    readonly log = '',
  ) {
    super(log === '' ? reason : `${reason}\n${log}`)
  }
}

/** The message of any thrown value. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))

/** The code of a system error ('ENOENT', …), or undefined for any other value. */
export const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
