import { isIP } from 'node:net'
import { findUrlProblem } from './db/databaseUrl.ts'
import type { Rate } from './domain/tokenBucket.ts'
import { isLoopback } from './loopback.ts'

/** What a value means, or what the variable accepts. `shown` replaces the given value in the message; null hides it. */
export type Parsed<Value> = { readonly value: Value } | { readonly accepts: string; readonly shown?: string | null }
export type Parser<Value> = (given: string) => Parsed<Value>

export function text(given: string): Parsed<string> {
  return { value: given }
}

export function wholeNumber(min: number, max: number): Parser<number> {
  return (given) => {
    const value = Number(given)
    const isValid = /^\d+$/.test(given) && value >= min && value <= max
    return isValid ? { value } : { accepts: `a whole number from ${min} to ${max}` }
  }
}

/** Higher than what a server can reach. */
const maxRate = 1_000_000_000

export function rate(given: string): Parsed<Rate> {
  const [perSecond, burst] = given.split('/', 2).map(wholeNumber(1, maxRate))
  if (perSecond && burst && 'value' in perSecond && 'value' in burst && given.split('/').length === 2)
    return { value: { perSecond: perSecond.value, burst: burst.value } }
  return { accepts: `a rate per second and a burst such as 20000/200000, each from 1 to ${maxRate}` }
}

export function oneOf<Value extends string>(...values: readonly Value[]): Parser<Value> {
  return (given) => {
    const value = values.find((each) => each === given)
    return value === undefined ? { accepts: `one of ${values.join(', ')}` } : { value }
  }
}

export function onOff(given: string): Parsed<boolean> {
  return given === 'on' || given === 'off' ? { value: given === 'on' } : { accepts: 'one of on, off' }
}

/** As OpenTelemetry specifies boolean variables. */
export function trueFalse(given: string): Parsed<boolean> {
  const text = given.toLowerCase()
  return text === 'true' || text === 'false' ? { value: text === 'true' } : { accepts: 'one of true, false' }
}

export function httpUrl(given: string): Parsed<string> {
  const isUrl = URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)
  return isUrl ? { value: given } : { accepts: 'an http or https URL' }
}

/** @param min minimum number of bytes. The message never shows the value. */
export function secretOf(min: number): Parser<string> {
  return (given) =>
    Buffer.byteLength(given) >= min ? { value: given } : { accepts: `at least ${min} bytes`, shown: null }
}

export function keySetUrl(given: string): Parsed<string> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname))
  return isSafe ? { value: given } : { accepts: 'an https URL, or an http URL of a loopback address' }
}

export function webOrigin(given: string): Parsed<string> {
  const url = URL.canParse(given) ? new URL(given) : undefined
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` && !given.includes('@')
  return isOrigin ? { value: url.origin } : { accepts: 'an origin such as https://hierarchy.example.com' }
}

function listOf(given: string): readonly string[] {
  const values = given.split(',').map((value) => value.trim())
  return values.filter((value) => value !== '')
}

export function addresses(given: string): Parsed<readonly string[]> {
  const value = listOf(given)
  const invalid = value.find((address) => !isNetwork(address))
  if (invalid === undefined) return { value }
  return { accepts: 'addresses or networks such as 10.0.0.5 and 10.1.0.0/16, separated by commas', shown: invalid }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  // with a prefix of 0 bits, every address would be a proxy
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128))
  )
}

export function postgresUrl(given: string): Parsed<string> {
  const accepts = findUrlProblem(given)
  return accepts === null ? { value: given } : { accepts, shown: null }
}

export function origins(given: string): Parsed<readonly string[]> {
  const value = listOf(given)
  const invalid = value.find((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
  if (invalid === undefined) return { value }
  return { accepts: 'origins such as https://dashboard.example.com, separated by commas', shown: invalid }
}
