/** Ids that `nameIds` replaces by short names such as s1, so that a counterexample is readable. */
const kinds = { s: '50000000', t: '70000000', a: 'a0000000', p: 'b0000000' } as const
const middle = '0000-4000-8000'

function idOf(kind: keyof typeof kinds, n: number): string {
  return `${kinds[kind]}-${middle}-${String(n).padStart(12, '0')}`
}

export const supervisorIdOf = (n: number): string => idOf('s', n)
export const teamIdOf = (n: number): string => idOf('t', n)
export const agentIdOf = (n: number): string => idOf('a', n)
export const policyIdOf = (n: number): string => idOf('p', n)

/** The id of no row. */
export const unknownId = `00000000-${middle}-000000000000`

const uuid = /([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-0*([0-9a-f]{1,12})/g

/** Replaces ids by short names. An id that the server chose becomes its first digits. */
export function nameIds(text: string): string {
  return text.replace(uuid, (id: string, head: string, tail: string) => {
    if (id === unknownId) return 'unknown'
    const kind = Object.entries(kinds).find(([, prefix]) => prefix === head)?.[0]
    return kind ? `${kind}${tail}` : `#${head}`
  })
}
