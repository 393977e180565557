/** Variables of the driver that change sessions. The others contain the address of the server and the login. */
const sessionVariables = ['PGOPTIONS', 'PGCLIENT_ENCODING', 'PGREPLICATION', 'PGBINARY']

/**
 * Removes the variables that would change the sessions of DATABASE_URL from the environment of this process: this project needs
 * sessions with its own settings. Missing parts of the URL, such as the password, can still come from the environment.
 */
export function ignoreSessionVariables(): void {
  for (const name of sessionVariables) Reflect.deleteProperty(process.env, name)
}
