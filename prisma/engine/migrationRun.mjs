// Makes each migration record its end in its own transaction. A migration without an end was therefore certainly rolled back.

/** Key of the advisory lock that the transaction of a migration holds. While another session holds it, no migration runs. */
export const MIGRATION_RUN_LOCK = 72707370

/**
 * Text in the column `logs` of a migration that was started here and has not ended. After a failure, Prisma replaces it
 * with the error.
 */
export const MIGRATION_MARK =
  'Started in one transaction that also records its end. If the migration has no end and no error, it was rolled back.'

/**
 * Returns the two scripts that apply a migration: the first one marks its row in the history, the second one is the migration.
 * A migration that cannot run in one transaction is returned unchanged, and receives no mark.
 * @param {string} script
 * @param {string} history the history table, quoted
 * @returns {string[]}
 */
export function scriptsOf(script, history) {
  if (!fitsIntoTransaction(script)) return [script]
  const unfinished = `${history} SET %s WHERE finished_at IS NULL AND rolled_back_at IS NULL`
  const mark = unfinished.replace('%s', `logs = '${MIGRATION_MARK}'`)
  const end = unfinished.replace('%s', 'finished_at = now(), logs = NULL')
  return [`UPDATE ${mark}`, `SELECT pg_advisory_xact_lock(${MIGRATION_RUN_LOCK});\n${script}\n;UPDATE ${end}`]
}

/** @param {string} script */
function fitsIntoTransaction(script) {
  const statements = script.replaceAll(/--.*$/gm, '').replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return !/\bCONCURRENTLY\b|(^|;)\s*(VACUUM\b|(BEGIN|START\s+TRANSACTION|COMMIT|ROLLBACK|ABORT)\s*;)/i.test(statements)
}
