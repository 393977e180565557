import { readFileSync } from 'node:fs'
import { ConfigError } from './config.ts'

const line = /^(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/
const quoted = /^(["'`])(.*)\1\s*(?:#.*)?$/

/**
 * Adds the settings of the file `.env` in the working directory to the environment of this process, for the server and for
 * all commands. Variables that are already set keep their values, even empty ones. Without the file, nothing changes.
 * @throws {ConfigError} if the file cannot be read, or a line of it is not an assignment; no line is skipped silently
 */
export function loadEnvironmentFile(path = '.env', env: NodeJS.ProcessEnv = process.env): void {
  const text = read(path)
  if (text === undefined) return
  for (const [name, value] of parseEnvironment(text, path)) env[name] ??= value
}

/** @throws {ConfigError} with one line per problem */
function parseEnvironment(text: string, path: string): Map<string, string> {
  const problems: string[] = []
  const values = new Map<string, string>()
  for (const [index, given] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n?|\n/)
    .entries()) {
    const trimmed = given.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const [, name, value] = line.exec(trimmed) ?? []
    // the message never shows the line: it may contain a password
    if (name === undefined || value === undefined) problems.push(`${path}, line ${index + 1}: expected NAME=value`)
    else values.set(name, valueOf(value))
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return values
}

/** A value without its quotes. Without quotes, a comment begins with ` #`. */
function valueOf(given: string): string {
  return quoted.exec(given)?.[2] ?? given.replace(/(^|\s)#.*$/, '').trim()
}

function read(path: string): string | undefined {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT') return undefined
    if (code === 'EISDIR') throw new ConfigError(`${path}: expected a file, got a directory. Remove it.`)
    throw new ConfigError(
      `${path}: the file cannot be read (${String(code ?? error)}). Make it readable for this user, or remove it.`,
    )
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new ConfigError(`${path}: expected UTF-8 text. Save the file as UTF-8.`)
  }
}
