import { effects, type Effect } from './effect.ts'

/** What is known of a mutation without another read: the ids, flags and counts of its result, or those of its error. */
export type KnownFacts = Readonly<Record<string, unknown>>

/** Flags and counts in the results of use cases that say what was changed. */
const flags = ['changed', 'created', 'existing', 'accepted', 'effect']

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

/**
 * What became of the changes of mutations, together: UNKNOWN if any of them is, else DONE if any changed something. A repeated
 * request or a dry run changes nothing. Facts that say nothing are UNKNOWN.
 */
export function effectOf(completed: Iterable<KnownFacts>): Effect {
  return combineEffects(Array.from(completed, effectOfOne))
}

/** The effect of several changes: UNKNOWN if that of any is unknown, else DONE if any was made. */
export function combineEffects(all: readonly Effect[]): Effect {
  return (['UNKNOWN', 'DONE'] as const).find((effect) => all.includes(effect)) ?? 'NONE'
}

function effectOfOne(facts: KnownFacts): Effect {
  const stated = effects.find((effect) => effect === facts.effect)
  if (stated) return stated
  if (Object.keys(facts).length === 0) return 'UNKNOWN'
  const { changed, created } = facts
  return changed === false || created === false || created === 0 ? 'NONE' : 'DONE'
}

function isIdField(name: string): boolean {
  return /Ids?$/.test(name)
}
