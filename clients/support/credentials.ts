/**
 * The headers with the token in the environment variable `API_TOKEN`; empty without one. There is no option for it: every user
 * of a machine can see the arguments of a process.
 */
export function credentials(): { readonly authorization?: string } {
  const token = process.env.API_TOKEN
  return token ? { authorization: `Bearer ${token.trim()}` } : {}
}
