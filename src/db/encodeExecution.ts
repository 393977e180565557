/** A value that is sent as text. */
type TextValue = string | number | bigint | boolean | null

/**
 * Returns the values of a statement as texts of PostgreSQL; null if one of them has a type that is not sent as text here, such as
 * JSON.
 */
export function encodeValues(values: readonly unknown[]): readonly (string | null)[] | null {
  const texts: (string | null)[] = []
  for (const value of values) {
    if (Array.isArray(value)) {
      if (!value.every(isTextValue)) return null
      texts.push(encodeArray(value))
    } else if (isTextValue(value)) texts.push(encodeValue(value))
    else return null
  }
  return texts
}

function isTextValue(value: unknown): value is TextValue {
  return value === null || ['string', 'number', 'bigint', 'boolean'].includes(typeof value)
}

function encodeValue(value: TextValue): string | null {
  return value === null || typeof value === 'string' ? value : String(value)
}

const uuidLength = 36
const onlyIds = /^[\da-f,-]*$/

/** An array literal. Nearly all arrays are lists of ids, which need no quotes. */
function encodeArray(values: readonly TextValue[]): string {
  if (values.every((value) => typeof value === 'string' && value.length === uuidLength)) {
    const ids = values.join()
    if (onlyIds.test(ids)) return `{${ids}}`
  }
  return `{${values.map((value) => (value === null ? 'NULL' : `"${String(value).replace(/["\\]/g, '\\$&')}"`)).join()}}`
}

/** An empty C string: the portal without a name. */
const unnamed = 1
const messageHeader = 5
const executeAndSync = Buffer.from([0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4])

/**
 * Encodes the execution of a prepared statement: the messages Bind, Execute and Sync, with values and results as text.
 * The driver writes each message by itself, and asks for the description of the rows each time.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function encodeExecution(name: string, values: readonly (string | null)[]): Buffer {
  const sizes = values.map((value) => (value === null ? -1 : Buffer.byteLength(value)))
  // the portal, the name, no formats of values, the number of values, the values, and no formats of results
  let bindSize = messageHeader + unnamed + Buffer.byteLength(name) + 1 + 2 + 2 + 2
  for (const size of sizes) bindSize += 4 + Math.max(0, size)

  const buffer = Buffer.allocUnsafe(bindSize + executeAndSync.length)
  buffer[0] = 0x42
  let offset = buffer.writeInt32BE(bindSize - 1, 1) // without the type of the message
  offset = buffer.writeUInt8(0, offset)
  offset += buffer.write(name, offset)
  offset = buffer.writeUInt8(0, offset)
  offset = buffer.writeInt16BE(0, offset)
  offset = buffer.writeUInt16BE(values.length, offset)
  values.forEach((value, i) => {
    offset = buffer.writeInt32BE(sizes[i] ?? -1, offset)
    if (value !== null) offset += buffer.write(value, offset)
  })
  offset = buffer.writeInt16BE(0, offset)
  executeAndSync.copy(buffer, offset)
  return buffer
}
