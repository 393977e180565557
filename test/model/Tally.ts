import type { Mutation } from './inputs.ts'
import type { Outcome } from './outcomes.ts'

/** Counts the results of each mutation, and the decisions about failures. */
export class Tally {
  readonly #counts = new Map<string, Map<string, number>>()
  readonly #decisions = new Map<string, number>()

  count(mutation: Mutation, input: object, outcome: Outcome): void {
    const of = this.#counts.get(mutation) ?? new Map<string, number>()
    this.#counts.set(mutation, of)
    const result = describeResult(input, outcome)
    of.set(result, (of.get(result) ?? 0) + 1)
  }

  countDecision(decision: string): void {
    this.#decisions.set(decision, (this.#decisions.get(decision) ?? 0) + 1)
  }

  get decisions(): string[] {
    return [...this.#decisions.keys()].sort()
  }

  get total(): number {
    return [...this.#counts.values()].flatMap((of) => [...of.values()]).reduce((a, b) => a + b, 0)
  }

  /** Results of one mutation or of all: error types, and `an effect` for a change. */
  results(mutation?: string): Set<string> {
    const counts = mutation === undefined ? [...this.#counts.values()] : [this.#counts.get(mutation)]
    const results = counts.flatMap((of) => [...(of?.keys() ?? [])])
    return new Set(results.map((result) => (['changed', 'created'].includes(result) ? 'an effect' : result)))
  }

  toString(): string {
    const describe = (of: ReadonlyMap<string, number>): string =>
      [...of]
        .sort(([, a], [, b]) => b - a)
        .map(([result, count]) => `${result} ${count}`)
        .join(', ')
    return [...this.#counts, ['of failures', this.#decisions] as const]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([mutation, of]) => `${mutation} (${describe(of)})`)
      .join('; ')
  }
}

/** Type of the error, or a word for the effect that the payload reports. */
function describeResult(input: object, { __typename, changed, created, existing }: Outcome): string {
  if (__typename.endsWith('Error')) return __typename
  if ('dryRun' in input && input.dryRun === true) return 'dry run'
  if (typeof existing === 'number') return existing === 0 ? 'created' : created === 0 ? 'existing' : 'completed'
  if (typeof created === 'boolean') return created ? 'created' : 'existing'
  return changed === false ? 'unchanged' : 'changed'
}
