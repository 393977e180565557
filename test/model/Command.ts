import fc from 'fast-check'
import type { Hierarchy } from './hierarchyModel.ts'
import { nameIds } from './ids.ts'
import type { Inputs, Mutation } from './inputs.ts'
import { spoil } from './spoil.ts'

/** The hierarchy in the current state of a run. */
export interface Model {
  all: Hierarchy
}

/** Sends a mutation, compares its effect with the model, and applies it to the model. */
export interface Run {
  perform<M extends Mutation>(model: Model, mutation: M, input: Inputs[M]): Promise<void>
}

/** One mutation. Its input is built from random choices when the hierarchy is known. */
export class Command<M extends Mutation> implements fc.AsyncCommand<Model, Run> {
  readonly #mutation: M
  readonly #inputFor: (all: Hierarchy) => Inputs[M]
  #sent = ''

  constructor(mutation: M, inputFor: (all: Hierarchy) => Inputs[M]) {
    this.#mutation = mutation
    this.#inputFor = inputFor
  }

  check(): boolean {
    return true
  }

  async run(model: Model, run: Run): Promise<void> {
    const input = this.#inputFor(model.all)
    this.#sent = shorten(input)
    await run.perform(model, this.#mutation, input)
  }

  toString(): string {
    return `${this.#mutation} ${this.#sent}`
  }
}

/** JSON for the history of a run. Shortens long texts and lists, of which only the length matters. */
export function shorten(value: unknown): string {
  const short = JSON.stringify(value, (_key, part: unknown): unknown => {
    if (Array.isArray(part) && part.length > 100) return [part[0], `… (${part.length})`]
    return typeof part === 'string' && part.length > 100 ? `${part.slice(0, 8)}… (${part.length})` : part
  })
  return nameIds(short)
}

/** Creates a command. One in thirty inputs gets an invalid value. */
export function command<M extends Mutation, Choices>(
  mutation: M,
  choices: fc.Arbitrary<Choices>,
  inputFor: (choices: Choices, all: Hierarchy) => Inputs[M],
): fc.Arbitrary<Command<M>> {
  const spoilt = fc.oneof({ arbitrary: fc.constant(null), weight: 29 }, { arbitrary: fc.nat(), weight: 1 })
  return fc.tuple(choices, spoilt).map(
    ([drawn, n]) =>
      new Command(mutation, (all) => {
        const input = inputFor(drawn, all)
        return n === null ? input : spoil(input, n)
      }),
  )
}
