import { defaultUrl, parseCommandLine } from '../support/commandLine.ts'
import { UsageError } from '../support/UsageError.ts'

/** @param command the command as its user writes it */
export const usageOf = (
  command: string,
) => `Usage: ${command} [--supervisors <n>] [--kill-rate <p>] [--seconds <s>] [--url <url>] [--keep]

Spawns a fleet on a running server, sends its heartbeats, and kills some of the simulated processes. Reports how fast the
server detects the killed ones.

  --supervisors <n>  number of supervisors below the root of the simulation (default: 1000)
  --kill-rate <p>    probability per second that a process is killed, 0 to 1 (default: 0.01)
  --seconds <s>      duration (default: 60); the first detection takes up to 35 s with the default sweep interval
  --sweep <s>        sweep interval of the server in seconds, that is its SWEEP_INTERVAL_MS (default: 5)
  --url <url>        endpoint of the server (default: ${defaultUrl})
  --keep             keep the fleet at the end; without heartbeats it becomes FAILED (default: terminate it)
  --help             show this text

Exit codes: 0 on success, 1 if a healthy supervisor became FAILED, a killed one was not detected in time, or the server
refuses a request, 2 if the arguments are wrong.
The token for a server that requires credentials is read from the environment variable API_TOKEN.
`

const options = {
  supervisors: { type: 'string' },
  'kill-rate': { type: 'string' },
  seconds: { type: 'string' },
  sweep: { type: 'string' },
  url: { type: 'string' },
  keep: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

export interface SimulateOptions {
  readonly supervisors: number
  readonly killRate: number
  readonly seconds: number
  readonly sweepSeconds: number
  readonly url: string
  readonly keep: boolean
}

/** The options of the command line; null for --help. @throws {UsageError} */
export function readOptions(args: readonly string[]): SimulateOptions | null {
  const {
    help = false,
    keep = false,
    url = defaultUrl,
    ...given
  } = parseCommandLine({ args: [...args], options }).values
  if (help) return null
  if (!URL.canParse(url)) throw new UsageError(`--url: expected a URL such as ${defaultUrl}, got "${url}"`)
  return {
    supervisors: wholeNumber('supervisors', given.supervisors ?? '1000', 100_000),
    killRate: number('kill-rate', given['kill-rate'] ?? '0.01', 0, 1),
    seconds: wholeNumber('seconds', given.seconds ?? '60', 86_400),
    sweepSeconds: number('sweep', given.sweep ?? '5', 0.1, 3_600),
    url,
    keep,
  }
}

function wholeNumber(name: string, given: string, max: number): number {
  if (!/^\d{1,7}$/.test(given) || Number(given) < 1 || Number(given) > max)
    throw new UsageError(`--${name}: expected a whole number from 1 to ${max}, got "${given}"`)
  return Number(given)
}

function number(name: string, given: string, min: number, max: number): number {
  if (!/^\d*\.?\d+$/.test(given) || Number(given) < min || Number(given) > max)
    throw new UsageError(`--${name}: expected a number from ${min} to ${max}, got "${given}"`)
  return Number(given)
}
