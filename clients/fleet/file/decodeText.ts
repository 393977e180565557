import { FleetFileError } from './FleetFileError.ts'

/** @throws {FleetFileError} if the bytes are not UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  try {
    return decode(bytes)
  } catch {
    throw new FleetFileError(
      { line: firstInvalidLine(bytes), column: 1 },
      'expected UTF-8. Save the file in the encoding UTF-8.',
    )
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

function firstInvalidLine(bytes: Uint8Array): number {
  let from = 0
  for (let line = 1; from < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, from)
    const to = end < 0 ? bytes.length : end
    try {
      decode(bytes.subarray(from, to))
    } catch {
      return line
    }
    from = to + 1
  }
  return 1
}
