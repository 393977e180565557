/** Variables of the driver that change sessions. The others say where the server is and how to log in. */
const sessionVariables = ['PGOPTIONS', 'PGCLIENT_ENCODING', 'PGREPLICATION', 'PGBINARY']

/**
 * Removes the variables from the environment of this process that would change the sessions of DATABASE_URL: this project needs
 * sessions with its own settings. What the URL leaves out, such as the password, may still come from the environment.
 */
export function ignoreSessionVariables(): void {
  for (const name of sessionVariables) Reflect.deleteProperty(process.env, name)
}
