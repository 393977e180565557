import { parseArgs } from 'node:util'
import { UsageError } from '../support/UsageError.ts'

const defaultUrl = 'http://127.0.0.1:4000/graphql'

export const usage = `Usage: npm run simulate -- [--supervisors <n>] [--kill-rate <p>] [--seconds <s>] [--url <url>] [--keep]

Spawns a fleet on a running server, reports for it, lets its processes die without a word, and says how fast the server
found them. It ends with 1 where somebody healthy was failed, or somebody dead was not found in time.

  --supervisors <n>  how many, beside the root that they are spawned under (default: 1000)
  --kill-rate <p>    the probability with which each dies within a second, 0 to 1 (default: 0.01)
  --seconds <s>      how long (default: 60); it takes 35 s until the first dead is found for certain
  --sweep <s>        how often the server looks for the dead, its SWEEP_INTERVAL_MS in seconds (default: 5)
  --url <url>        the server's endpoint (default: ${defaultUrl})
  --keep             leave the fleet there, which is soon found dead; otherwise it is terminated, as after Ctrl-C
  --help             this text
`

export interface SimulateOptions {
  readonly supervisors: number
  readonly killRate: number
  readonly seconds: number
  readonly sweepSeconds: number
  readonly url: string
  readonly keep: boolean
}

/** Null: help is asked for. @throws {UsageError} */
export function readOptions(args: readonly string[]): SimulateOptions | null {
  const { help = false, keep = false, url = defaultUrl, ...given } = parse(args)
  if (help) return null
  if (!URL.canParse(url)) throw new UsageError(`--url: expected a URL such as ${defaultUrl}, was given "${url}"`)
  return {
    supervisors: whole('supervisors', given.supervisors ?? '1000', 100_000),
    killRate: number('kill-rate', given['kill-rate'] ?? '0.01', 0, 1),
    seconds: whole('seconds', given.seconds ?? '60', 86_400),
    sweepSeconds: number('sweep', given.sweep ?? '5', 0.1, 3_600),
    url,
    keep,
  }
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean' } as const
  try {
    const options = {
      supervisors: text,
      'kill-rate': text,
      seconds: text,
      sweep: text,
      url: text,
      keep: flag,
      help: flag,
    }
    return parseArgs({ args: [...args], options }).values
  } catch (error) {
    // node adds advice on how to write a positional argument, and there is none
    throw new UsageError(error instanceof Error ? error.message.split(/[.\n]/, 1).join() : String(error))
  }
}

function whole(name: string, given: string, most: number): number {
  if (!/^\d{1,7}$/.test(given) || Number(given) < 1 || Number(given) > most)
    throw new UsageError(`--${name}: expected a whole number from 1 to ${most}, was given "${given}"`)
  return Number(given)
}

function number(name: string, given: string, least: number, most: number): number {
  if (!/^\d*\.?\d+$/.test(given) || Number(given) < least || Number(given) > most)
    throw new UsageError(`--${name}: expected a number from ${least} to ${most}, was given "${given}"`)
  return Number(given)
}
