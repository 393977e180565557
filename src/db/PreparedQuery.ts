import pg from 'pg'
import { encodeExecution } from './encodeExecution.ts'

/** A connection of the driver, with the statements that are prepared on it. */
interface Connection extends pg.Connection {
  readonly parsedStatements: Readonly<Record<string, string | undefined>>
}

type Parse = (text: string) => unknown

interface Column {
  readonly name: string
  readonly dataTypeID: number
}

/** How the rows of a prepared statement are read. PostgreSQL refuses the statement once the types of its columns have changed. */
interface RowReader {
  readonly columns: readonly Column[]
  /** Undefined for a column whose value remains text. */
  readonly parsers: readonly (Parse | undefined)[]
  /** Whether a column has JSON, whose parser differs between executions. */
  readonly hasJson: boolean
  /** A row with all columns, so that all rows have the same hidden class. */
  readonly template: Readonly<Record<string, unknown>>
}

const keepText: unknown = pg.types.getTypeParser(pg.types.builtins.UUID)
const readers = new WeakMap<pg.Connection, Map<string, RowReader>>()

export interface PreparedQueryOptions {
  readonly name: string
  readonly text: string
  readonly values: readonly (string | null)[]
  readonly types: pg.CustomTypesConfig
  /** How long the client waits for the result, in milliseconds. Default: as long as its options say */
  readonly query_timeout?: number
}

/**
 * A prepared statement, for `query` of a client, which calls its methods. The driver's own query asks PostgreSQL to describe the
 * rows at each execution, parses that description, and writes five messages. This class describes a statement once for each
 * connection, and writes one buffer.
 */
export class PreparedQuery<Row> implements pg.Submittable {
  readonly name: string
  readonly text: string
  /** Read by the client. */
  readonly query_timeout: number | undefined
  /** Receives the result. The client replaces it to add a timeout. */
  callback: (error: Error | null, rows?: Row[]) => void
  readonly values: readonly (string | null)[]
  readonly #types: pg.CustomTypesConfig
  readonly #rows: Row[] = []
  #connection: pg.Connection | undefined
  #reader: RowReader | undefined
  #parsers: RowReader['parsers'] = []
  #failure: Error | null = null

  constructor(
    { name, text, values, types, query_timeout }: PreparedQueryOptions,
    callback: (error: Error | null, rows?: Row[]) => void,
  ) {
    this.name = name
    this.text = text
    this.query_timeout = query_timeout
    this.callback = callback
    this.values = values
    this.#types = types
  }

  submit(connection: pg.Connection): void {
    const { name, text } = this
    this.#connection = connection
    const reader = readers.get(connection)?.get(name)
    if (reader) this.#read(reader)
    const { parsedStatements } = connection as Connection // the client sets them
    const { stream } = connection
    stream.cork()
    if (parsedStatements[name] === undefined) connection.parse({ name, text, types: [] }, true)
    if (!reader) connection.describe({ type: 'S', name }, true)
    stream.write(encodeExecution(name, this.values))
    stream.uncork()
  }

  handleRowDescription({ fields }: { readonly fields: readonly Column[] }): void {
    this.#remember(fields)
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    if (this.#failure || !this.#reader) return
    const { columns, template } = this.#reader
    const row: Record<string, unknown> = { ...template }
    try {
      for (let i = 0; i < columns.length; i++) {
        const [column, text] = [columns[i], fields[i]]
        if (!column || text === null || text === undefined) continue
        const parse = this.#parsers[i]
        row[column.name] = parse ? parse(text) : text
      }
      this.#rows.push(row as Row) // the columns of the statement, which the caller declares
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error))
    }
  }

  handleCommandComplete(): void {
    if (!this.#reader) this.#remember([]) // the statement returns no rows
  }

  handleReadyForQuery(): void {
    if (this.#failure) this.callback(this.#failure)
    else this.callback(null, this.#rows)
  }

  handleError(error: Error): void {
    this.callback(this.#failure ?? error)
  }

  handleEmptyQuery(): void {
    // an empty statement has no result
  }

  handlePortalSuspended(): void {
    // all rows are requested at once
  }

  #remember(columns: readonly Column[]): void {
    const reader: RowReader = {
      columns,
      parsers: columns.map((column) => this.#parserOf(column)),
      template: Object.fromEntries(columns.map(({ name }) => [name, null])),
      hasJson: columns.some(isJson),
    }
    const { name, text } = this
    const connection = this.#connection as Connection // `submit` has set it
    if (connection.parsedStatements[name] === text) {
      const known = readers.get(connection) ?? new Map<string, RowReader>()
      readers.set(connection, known.set(name, reader))
    }
    this.#read(reader)
  }

  #parserOf({ dataTypeID }: Column): Parse | undefined {
    const parse = this.#types.getTypeParser(dataTypeID, 'text') as Parse // what the driver calls with each value
    return parse === keepText ? undefined : parse
  }

  #read(reader: RowReader): void {
    this.#reader = reader
    this.#parsers = reader.hasJson
      ? reader.columns.map((column, i) => (isJson(column) ? this.#parserOf(column) : reader.parsers[i]))
      : reader.parsers
  }
}

const jsonTypes = new Set<number>([pg.types.builtins.JSON, pg.types.builtins.JSONB])

function isJson({ dataTypeID }: Column): boolean {
  return jsonTypes.has(dataTypeID)
}
