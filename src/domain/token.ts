import { hash, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { ValidationError, type InputPath } from './errors.ts'
import type { Role } from './glossary.ts'
import { excerpt } from './input.ts'
import { assertRole, type Viewer } from './viewer.ts'

// The secret of an API token: `shtk_`, 256 random bits as 43 digits in base 62, and the CRC-32 of these digits as 6 digits.
// Secret scanners recognize the secret by its prefix and its checksum. The checksum also detects a typing error without a query.

const prefix = 'shtk_'
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** 62 to the power of 43 is larger than 2 to the power of 256. */
const bodyLength = 43
const checksumLength = 6
const secretPattern = new RegExp(`^${prefix}([0-9A-Za-z]{${bodyLength}})([0-9A-Za-z]{${checksumLength}})$`)

const dayMs = 86_400_000
const defaultLifetimeDays = 90
/** Ten years: a mistyped year does not create a token that practically never expires. */
const maxLifetimeDays = 3_650

/** Creates the secret of a new token. Only its hash is stored. */
export function createSecret(): string {
  const body = inBase62(BigInt(`0x${randomBytes(32).toString('hex')}`), bodyLength)
  return `${prefix}${body}${checksumOf(body)}`
}

/** Whether the text has the form of a secret, with a correct checksum. */
export function isSecret(text: string): boolean {
  const [, body = '', checksum] = secretPattern.exec(text) ?? []
  return checksum !== undefined && checksum === checksumOf(body)
}

/** Whether the text begins as the secret of a token does, for messages about mistyped secrets. */
export function looksLikeSecret(text: string): boolean {
  return text.startsWith(prefix)
}

/**
 * SHA-256 of the secret in hexadecimal digits. A slow hash would add nothing: 256 random bits cannot be guessed. The one-shot
 * function takes half as long as a `Hash`, and every request needs it.
 */
export function hashSecret(secret: string): string {
  return hash('sha256', secret)
}

function checksumOf(body: string): string {
  return inBase62(BigInt(crc32(body)), checksumLength)
}

function inBase62(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest /= 62n) text = digits.charAt(Number(rest % 62n)) + text
  return text
}

/** Lifetime of a new token: the default if both fields are empty. */
export interface Lifetime {
  readonly expiresAt: Date | null
  readonly neverExpires: boolean
}

/**
 * Returns when a new token expires; null if never.
 * @throws {ValidationError} if the time is not in the next ten years, or is given for a token that never expires
 */
export function parseExpiry({ expiresAt, neverExpires }: Lifetime, now: Date, path: InputPath): Date | null {
  if (neverExpires && expiresAt) throw new ValidationError(path, 'expected either expiresAt or neverExpires, got both.')
  if (neverExpires) return null
  if (!expiresAt) return new Date(now.getTime() + defaultLifetimeDays * dayMs)
  const latest = new Date(now.getTime() + maxLifetimeDays * dayMs)
  if (expiresAt > now && expiresAt <= latest) return expiresAt
  throw new ValidationError(
    path,
    `expected a time after ${now.toISOString()} and at most ten years later, got ${expiresAt.toISOString()}.`,
  )
}

/**
 * Parses a lifetime such as `90d`, `12h` or `never`.
 * @throws {ValidationError} if the text is malformed, or the lifetime is longer than ten years
 */
export function parseLifetime(text: string | undefined, now: Date, path: InputPath): Lifetime {
  if (text === undefined) return { expiresAt: null, neverExpires: false }
  if (text === 'never') return { expiresAt: null, neverExpires: true }
  const [, count, unit] = /^(\d{1,6})([dh])$/.exec(text) ?? []
  const ms = Number(count) * (unit === 'd' ? dayMs : dayMs / 24)
  if (ms > 0 && ms <= maxLifetimeDays * dayMs) return { expiresAt: new Date(now.getTime() + ms), neverExpires: false }
  throw new ValidationError(path, `expected a lifetime such as 90d, 12h or never, at most 3650d, got ${excerpt(text)}.`)
}

/**
 * @throws {ForbiddenError} if the role is above that of the caller
 * @throws {ValidationError} if the caller is limited to a subtree, and the token is not
 */
export function assertMayGrant(viewer: Viewer, role: Role, within: string | null, path: InputPath): void {
  assertRole(viewer, role)
  if (viewer.within !== null && within === null)
    throw new ValidationError(
      path,
      `expected a supervisor in the subtree of ${viewer.within}, got none. The caller can see only this subtree.`,
    )
}
