import { parse, print, stripIgnoredCharacters } from 'graphql'
import { isObject } from '../domain/input.ts'

/** The documents of the clients in use. */
export interface OperationsManifest {
  /** The text of a document, by the id that the manifest gives it. */
  readonly find: (id: string) => string | undefined
  /** Whether a text is a document of the manifest: unchanged, printed by graphql-js, or without ignored characters. */
  readonly has: (text: string) => boolean
  /** The texts of all documents by their ids. */
  readonly documents: ReadonlyMap<string, string>
}

/**
 * Reads manifests in the format of GraphQL Code Generator (`{ "<id>": "<document>" }`) or of Apollo, as one.
 * @throws {TypeError} with the expected format, if a text is not a manifest
 */
export function parseManifest(...manifests: readonly string[]): OperationsManifest {
  const documents = new Map(manifests.flatMap((json) => readEntries(parseJson(json))))
  const texts = new Set<string>()
  for (const [id, text] of documents) for (const form of formsOf(id, text)) texts.add(form)
  return { documents, find: (id) => documents.get(id), has: (text) => texts.has(text) }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new TypeError('expected JSON')
  }
}

function readEntries(manifest: unknown): readonly (readonly [id: string, text: string])[] {
  const entries = isObject(manifest) ? (entriesOfApollo(manifest) ?? Object.entries(manifest)) : []
  if (entries.length === 0 || !entries.every((entry): entry is [string, string] => entry.every(isText)))
    throw new TypeError(
      'expected {"<id>": "<document>"}, as GraphQL Code Generator writes it, or the format apollo-persisted-query-manifest, version 1',
    )
  return entries
}

/** Null if the manifest is not in the format of Apollo. */
function entriesOfApollo({ format, version, operations }: Readonly<Record<string, unknown>>): unknown[][] | null {
  if (format !== 'apollo-persisted-query-manifest') return null
  if (version !== 1 || !Array.isArray(operations)) return []
  return operations.map((operation: unknown) => (isObject(operation) ? [operation.id, operation.body] : [null]))
}

/** The texts that clients may send for a document. */
function formsOf(id: string, text: string): readonly string[] {
  try {
    return [text, print(parse(text)), stripIgnoredCharacters(text)]
  } catch (error) {
    throw new TypeError(`expected GraphQL documents, got for ${JSON.stringify(id)}: ${String(error)}`, { cause: error })
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
