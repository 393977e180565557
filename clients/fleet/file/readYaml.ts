import {
  isAlias,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  type Alias,
  type Document,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
} from 'yaml'
import { FleetFileError, type Position } from './FleetFileError.ts'
import { readPlainYaml } from './readPlainYaml.ts'
import type { Entry, Fields, Value } from './value.ts'

type Node = ParsedNode | null

/** Values of a short file after its aliases are expanded, which could be billions. A longer file has at most one for each character. */
const maxValues = 100_000
const knownTags = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((tag) => `tag:yaml.org,2002:${tag}`)

/**
 * Reads YAML 1.2: `no` is text, and so are dates. Merge keys (`<<`) of YAML 1.1 are merged, because people use them.
 * @throws {FleetFileError} if the text is not one YAML document, or a value has no counterpart in JSON
 */
export function readYaml(text: string): Value {
  return readPlainYaml(text, readAnyYaml) ?? readAnyYaml(text)
}

/** As `readYaml`, in any form that YAML has. @throws {FleetFileError} as `readYaml` */
export function readAnyYaml(text: string): Value {
  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line, column: col }
  }
  // `uniqueKeys` compares parsed keys: 1 and "1" would be different, and both the key "1" of JSON
  const options = {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    intAsBigInt: true,
    version: '1.2',
  } as const
  const documents = [...parseAllDocuments(text, options)]
  const [document, second] = documents as Document.Parsed[] // without the empty result, which is an array too
  if (!document) throw new FleetFileError({ line: 1, column: 1 }, 'expected a fleet, got an empty file.')
  if (second)
    throw new FleetFileError(
      at(second.range[0]),
      'expected one document, got a second one. Write each fleet to a file of its own.',
    )
  const [problem] = [...document.errors, ...document.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED')]
  if (problem) throw new FleetFileError(at(problem.pos[0]), sentence(problem.message))
  return new YamlReader(document, at, Math.max(maxValues, text.length)).read(document.contents)
}

class YamlReader {
  readonly #document: Document.Parsed
  readonly #at: (offset: number) => Position
  readonly #maxValues: number
  /** The collections around the present node: an alias to one of them would never end. */
  readonly #around = new Set<Node>()
  #count = 0

  constructor(document: Document.Parsed, at: (offset: number) => Position, maxValues: number) {
    this.#document = document
    this.#at = at
    this.#maxValues = maxValues
  }

  read(node: Node): Value {
    if (isAlias(node)) return this.#readAlias(node)
    const at = this.#positionOf(node)
    if (++this.#count > this.#maxValues)
      this.#fail(node, `expected at most ${this.#maxValues} values, after aliases are expanded.`)
    if (node?.tag !== undefined && !knownTags.includes(node.tag))
      this.#fail(
        node,
        `expected a value without the tag ${JSON.stringify(node.tag)}. Write it as text, a list or a mapping.`,
      )
    if (isScalar(node)) return { at, data: this.#readScalar(node) }
    if (node === null) return { at, data: null }
    this.#around.add(node)
    const data = isSeq(node) ? node.items.map((item) => this.read(item as Node)) : this.#readMap(node)
    this.#around.delete(node)
    return { at, data }
  }

  #readAlias(alias: Alias.Parsed): Value {
    const target = (alias.resolve(this.#document) ?? null) as Node // a parsed document has parsed nodes
    if (target === null)
      this.#fail(alias, `unknown alias *${alias.source}. Define the anchor &${alias.source} before it.`)
    if (this.#around.has(target))
      this.#fail(alias, `expected an alias to another value, got *${alias.source} within &${alias.source} itself.`)
    return this.read(target)
  }

  #readScalar(node: Scalar.Parsed): string | number | boolean | null {
    const { value } = node as { value: unknown }
    if (typeof value === 'bigint') {
      if (value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value)
      this.#fail(node, `the whole number ${value} would be rounded. Put it in quotes.`)
    }
    if (typeof value === 'number' && !Number.isFinite(value))
      this.#fail(node, `expected a number that JSON can represent, got ${node.source}. Put it in quotes.`)
    return value as string | number | boolean | null // the scalars of the core schema
  }

  /** Merged entries come last: the own entries of a mapping win, and those of an earlier merge. */
  #readMap(map: YAMLMap): Fields {
    const fields = new Map<string, Entry>()
    const merged: Node[] = []
    for (const { key, value } of map.items as { key: Node; value: Node }[]) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        merged.push(value)
        continue
      }
      const name = this.#readKey(key)
      const first = fields.get(name)
      if (first)
        this.#fail(key, `the key ${JSON.stringify(name)} is already on line ${first.at.line}. Remove one of them.`)
      fields.set(name, { at: this.#positionOf(key), value: this.read(value) })
    }
    for (const node of merged)
      for (const source of this.#readMerged(node))
        for (const [name, entry] of source) if (!fields.has(name)) fields.set(name, entry)
    return fields
  }

  #readMerged(node: Node): Fields[] {
    const { data } = this.read(node)
    const values = Array.isArray(data) ? (data as readonly Value[]) : [{ data }]
    return values.map((value) =>
      value.data instanceof Map
        ? (value.data as Fields)
        : this.#fail(node, 'expected a mapping, or a list of mappings, after <<.'),
    )
  }

  #readKey(key: Node): string {
    const value = isAlias(key) ? this.#readAlias(key).data : isScalar(key) ? this.#readScalar(key) : undefined
    if (value === null || value === undefined || typeof value === 'object')
      this.#fail(key, 'expected text as a key. Put the key in quotes.')
    return isScalar(key) && typeof value === 'number' ? key.source : String(value)
  }

  #positionOf(node: Node): Position {
    return this.#at(node?.range[0] ?? 0)
  }

  #fail(node: Node, problem: string): never {
    throw new FleetFileError(this.#positionOf(node), problem)
  }
}

/** The first line of a message of the parser. */
function sentence(message: string): string {
  const [first = ''] = message.split('\n', 1)
  return first.endsWith('.') ? first : `${first}.`
}
