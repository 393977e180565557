/** Plain values that describe the change of a use case: the ids and flags of its result. */
export type KnownFacts = Readonly<Record<string, unknown>>

/** Flags and counts in the results of use cases that describe what was changed. */
const flags = ['changed', 'created', 'existing', 'accepted']

/** The fields of a use case's result that need no further read: ids, flags and counts. */
export function knownFactsOf(facts: object): KnownFacts {
  return Object.fromEntries(Object.entries(facts).filter(([name]) => isIdField(name) || flags.includes(name)))
}

/** All distinct ids in the result of a use case. */
export function idsIn(facts: unknown): readonly string[] {
  if (typeof facts !== 'object' || facts === null) return []
  const values: readonly unknown[] = Object.entries(facts).flatMap(([name, value]) =>
    isIdField(name) ? (value as unknown) : [],
  )
  return [...new Set(values.filter((id) => typeof id === 'string'))]
}

/** Whether a use case with this result changed anything: a repeated request or a dry run does not. */
export function hasChanged({ changed, created }: KnownFacts): boolean {
  return changed !== false && created !== false && created !== 0
}

function isIdField(name: string): boolean {
  return /Ids?$/.test(name)
}
