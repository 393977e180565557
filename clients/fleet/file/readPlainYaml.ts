import { FleetFileError, type Position } from './FleetFileError.ts'
import type { Entry, Value } from './value.ts'

/** Characters that end lines, indent or are invisible, besides the line feed and the space. */
const unusual = /[^\n\P{C}]|[^ \P{Z}]/u
const keyOfLine = /^([A-Za-z_][\w.-]{0,1000}):(?: +|$)/
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i
const wordOfYaml = /^(?:null|true|false)$/i
/** A value that the library reads: in quotes or brackets, a number, or a word that is no text. */
const otherValue = /^(?:["'[{]|[-+.]{0,2}\d|(?:~|null|true|false)$)/i

interface Collection {
  readonly column: number
  readonly data: Value[] | Map<string, Entry>
}
type Slot = { -readonly [Key in keyof Value]: Value[Key] }

/**
 * Reads YAML in its plainest form: lines that are a key, a dash or both, with at most one value, which ends on its line. Most of a
 * large file is like that. The library `yaml` takes about six times as long, because it keeps each space and comment.
 * @param readValue reads a value that is neither plain text nor a UUID
 * @returns null if the text has another form, or an error: then the library has to read it
 */
export function readPlainYaml(text: string, readValue: (text: string) => Value): Value | null {
  return unusual.test(text) ? null : new PlainReader(readValue).read(text)
}

class PlainReader {
  readonly #readValue: (text: string) => Value
  readonly #root: Slot = { at: { line: 1, column: 1 }, data: null }
  /** The collections around the present line, from the outside. */
  readonly #around: Collection[] = []
  readonly #read = new Map<string, Value>()
  /** What the next line can fill: the value after a key or a dash in this column. */
  #open: { readonly slot: Slot; readonly column: number; readonly isKey: boolean } | null

  constructor(readValue: (text: string) => Value) {
    this.#readValue = readValue
    this.#open = { slot: this.#root, column: 0, isKey: false }
  }

  read(text: string): Value | null {
    for (const [i, line] of text.split('\n').entries()) {
      const content = line.trim()
      if (content === '' || content.startsWith('#') || (i === 0 && line === '---')) continue
      if (!this.#readLine(content, i + 1, line.length - line.trimStart().length + 1)) return null
    }
    return this.#root.data === null ? null : this.#root
  }

  #readLine(content: string, line: number, indentation: number): boolean {
    let rest = content
    for (let column = indentation; ;) {
      const at = { line, column }
      const isItem = rest === '-' || rest.startsWith('- ')
      const [whole, key] = isItem ? ['-'] : (keyOfLine.exec(rest) ?? [])
      if (whole === undefined) return column > indentation && this.#fill(rest, at)
      const data = this.#enter(at, key === undefined)
      const slot: Slot = { at, data: null }
      if (Array.isArray(data)) data.push(slot)
      else if (key === undefined || !data || data.has(key) || wordOfYaml.test(key)) return false
      else data.set(key, { at, value: slot })
      this.#open = { slot, column, isKey: key !== undefined }

      const value = rest.slice(whole.length).trimStart()
      column += rest.length - value.length
      slot.at = { line, column: value === '' ? at.column + whole.trimEnd().length : column }
      if (value === '' || value.startsWith('#')) return true
      if (key !== undefined) return this.#fill(value, { line, column })
      rest = value
    }
  }

  /** The collection to which an item or a key in this column belongs; null if none fits. */
  #enter({ line, column }: Position, isItem: boolean): Collection['data'] | null {
    const open = this.#open
    this.#open = null
    // a list can begin in the column of its key
    if (open && (column > open.column || (column === open.column && isItem && open.isKey))) {
      const data = isItem ? [] : new Map<string, Entry>()
      open.slot.at = { line, column }
      open.slot.data = data
      this.#around.push({ column, data })
      return data
    }
    const fits = (each: Collection | undefined): boolean =>
      each === undefined || (each.column === column && Array.isArray(each.data) === isItem) || each.column < column
    while (!fits(this.#around.at(-1))) this.#around.pop()
    const nearest = this.#around.at(-1)
    return nearest?.column === column ? nearest.data : null
  }

  /** Gives the last key or dash its value. */
  #fill(text: string, at: Position): boolean {
    const slot = this.#open?.slot
    this.#open = null
    if (!slot) return false
    const comment = text.indexOf(' #')
    const plain = comment < 0 ? text : text.slice(0, comment).trimEnd()
    if (uuid.test(plain) || (/^[\p{L}_]/u.test(plain) && !/:(?: |$)/.test(plain) && !wordOfYaml.test(plain))) {
      slot.at = at
      slot.data = plain
      return true
    }
    if (!otherValue.test(text)) return false
    if (/^[[{].*(?<=[\s[{,:])&/.test(text)) return false // anchors: the limit of expanded aliases is for the whole file
    let value: Value | undefined
    try {
      value = this.#read.get(text) ?? this.#readValue(text)
    } catch (error) {
      if (error instanceof FleetFileError) return false
      throw error
    }
    this.#read.set(text, value)
    // `"a": b` is a mapping on a line of its own, but no valid value of a key
    const kind = { '[': Array.isArray(value.data), '{': value.data instanceof Map }[text.charAt(0)]
    if (!(kind ?? (value.data === null || typeof value.data !== 'object'))) return false
    Object.assign(slot, shift(value, at))
    return true
  }
}

/** A value that begins at the position instead of the first line and column. */
function shift({ at: { column }, data }: Value, to: Position): Value {
  const at = { line: to.line, column: to.column + column - 1 }
  if (data instanceof Map)
    return {
      at,
      data: new Map(
        Array.from(data as ReadonlyMap<string, Entry>, ([key, entry]) => [
          key,
          { at: { line: to.line, column: to.column + entry.at.column - 1 }, value: shift(entry.value, to) },
        ]),
      ),
    }
  return { at, data: Array.isArray(data) ? (data as readonly Value[]).map((each) => shift(each, to)) : data }
}
