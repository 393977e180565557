/**
 * A JSON value that is only sent to clients: a large value from the database, or the data of a large result. It is sent as the
 * text that it is. Parsing and writing it again would block the event loop, and would leave much garbage.
 *
 * `JSON.stringify` treats it like its value.
 */
export class JsonText {
  /** It is used where TypeScript expects a JSON object. */
  readonly [key: string]: unknown
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Number of characters. */
  get length(): number {
    return this.#text.length
  }

  toString(): string {
    return this.#text
  }

  toJSON(): unknown {
    return JSON.parse(this.#text)
  }
}
