import { LRUCache } from 'lru-cache'
import { hash } from 'node:crypto'
import type { OperationsManifest } from './operationsManifest.ts'
import { PublicError } from './PublicError.ts'

/** The treatment of documents that are not in the manifest: accept, accept and log, or refuse. */
export type OperationsMode = 'off' | 'log' | 'only'

export interface KnownOperationsOptions {
  readonly mode: OperationsMode
  readonly manifest: OperationsManifest | undefined
  /** Receives documents that are not in the manifest: each of them once, and at most ten in a second. */
  readonly onUnknown: (document: UnknownDocument) => void
}

export interface UnknownDocument {
  /** SHA-256 of its text; undefined if the client sent an id only. */
  readonly hash: string | undefined
  /** The name that the client gave, or the id. */
  readonly name: string | undefined
}

/** A document as a client sends it: its text, its id, or both. */
export interface SentDocument {
  readonly query?: string | undefined
  readonly documentId?: string | undefined
  readonly operationName?: string | null | undefined
}

export interface KnownOperations {
  /** The text of the document with this id; undefined if the manifest does not contain it. */
  readonly find: (documentId: string) => string | undefined
  /** Why a document is refused before it is parsed; null if it is not. */
  readonly check: (document: SentDocument) => PublicError | null
  /** Whether graphql-jit may compile a text: with `log` and `only`, only known documents. */
  readonly mayCompile: (text: string) => boolean
}

/** Number of reported documents that the server remembers. It reports a document again if it has forgotten it. */
const maxReported = 1_000
/** Time between two reports, in milliseconds. A document that arrives in between is reported when it is sent again. */
const reportIntervalMs = 100
/** Characters of a name or an id in a report. */
const maxNameLength = 100

export function createKnownOperations({ mode, manifest, onUnknown }: KnownOperationsOptions): KnownOperations {
  const reported = new LRUCache<string, true>({ max: maxReported })
  let reportedAt = -Infinity
  const report = ({ query, documentId, operationName }: SentDocument): void => {
    if (performance.now() - reportedAt < reportIntervalMs) return
    const textHash = query ? hash('sha256', query) : undefined
    const name = (operationName ?? documentId)?.slice(0, maxNameLength)
    const key = textHash ?? name ?? ''
    if (reported.has(key)) return
    reported.set(key, true)
    reportedAt = performance.now()
    onUnknown({ hash: textHash, name })
  }
  return {
    find: (documentId) => manifest?.find(documentId.replace(/^sha256:/, '')) ?? manifest?.find(documentId),
    check(document) {
      if (mode === 'off' || (document.query && manifest?.has(document.query))) return null
      if (!document.query && !document.documentId) return null // refused anyway: neither a document nor an id
      report(document)
      return mode === 'only' ? notAllowed() : null
    },
    mayCompile: (text) => mode === 'off' || manifest?.has(text) === true,
  }
}

/** The id of a document in a request: `documentId`, or the hash of an automatic persisted query. */
export function documentIdOf(request: {
  readonly documentId?: unknown
  readonly extensions?: unknown
}): string | undefined {
  const { documentId, extensions } = request
  if (typeof documentId === 'string') return documentId
  const persisted = propertyOf(extensions, 'persistedQuery')
  const id = propertyOf(persisted, 'sha256Hash')
  return typeof id === 'string' ? id : undefined
}

function propertyOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function notAllowed(): PublicError {
  return new PublicError(
    'The document is not known: this server accepts only documents in its manifest. Add the document to the manifest, or send a known one.',
    { code: 'DOCUMENT_NOT_ALLOWED' },
  )
}
