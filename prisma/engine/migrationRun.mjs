// Makes each migration record its end in its own transaction, so that an interrupted migration was certainly rolled back.

/** Held by the transaction of a migration. A session that takes it knows that no migration runs. The next key after Prisma's. */
export const MIGRATION_RUN_LOCK = 72707370

/** In the column `logs` of a migration that was started here and has not ended. Prisma replaces it by the error of a failure. */
export const MIGRATION_MARK =
  'Started in one transaction that also records its end. If the migration has no end and no error, it was rolled back.'

/**
 * The two scripts that apply a migration: the first one marks its row in the history, the second one is the migration. A
 * migration that cannot run in one transaction stays as it is, without a mark.
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
