/**
 * A migration that could not be applied or rolled back. `code` is Prisma's:
 *
 * - P3018: PostgreSQL refused the migration. The message contains the migration's name and PostgreSQL's error.
 * - P3009: an earlier migration failed.
 * - P1002: another process held the migration lock for too long.
 */
export class MigrationError extends Error {
  readonly code: string | undefined

  constructor(message: string, code: string | undefined, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MigrationError'
    this.code = code
  }
}
