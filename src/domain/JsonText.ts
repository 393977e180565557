/**
 * A JSON value that is only sent to clients: a large value from the database, or the data of a large result. It is parsed
 * only when the JSON of its result is written. Parsing all values of a statement when they arrive would block the event loop.
 *
 * `JSON.stringify` treats it like its value.
 */
export class JsonText {
  /** It is used where TypeScript expects a JSON object. */
  readonly [key: string]: unknown
  #text: string
  #isCompact: boolean

  /** @param isCompact whether the text is already as `JSON.stringify` writes it */
  constructor(text: string, isCompact = false) {
    this.#text = text
    this.#isCompact = isCompact
  }

  /** The characters of the text that PostgreSQL sent, or of the compact text. */
  get length(): number {
    return this.#text.length
  }

  /** The text without white space, and with the numbers of JavaScript. */
  get compact(): string {
    if (!this.#isCompact) this.#text = JSON.stringify(JSON.parse(this.#text))
    this.#isCompact = true
    return this.#text
  }

  toJSON(): unknown {
    return JSON.parse(this.#text)
  }
}
