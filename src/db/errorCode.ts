/** The error code of PostgreSQL or Node.js; '' if there is none. */
export function errorCode(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : ''
}
