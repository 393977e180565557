// npm run bench -- <name>
import * as cascade from './cascade.ts'
import * as counts from './counts.ts'
import * as feed from './feed.ts'
import * as guard from './guard.ts'
import * as heartbeats from './heartbeats.ts'
import * as isolation from './isolation.ts'
import * as reads from './reads.ts'
import { UsageError } from './support/options.ts'
import { FailedCheck } from './support/report.ts'
import * as tracing from './tracing.ts'
import * as viewers from './viewers.ts'
import * as writes from './writes.ts'

/** A benchmark prints its results in Markdown to stdout, and its progress to stderr. */
interface Benchmark {
  readonly about: string
  /** The description of its options for --help. */
  readonly options: string
  /**
   * @throws {UsageError} for invalid options
   * @throws {FailedCheck} if the results are worse than required
   */
  run(args: readonly string[]): Promise<void>
}

const benchmarks: Readonly<Record<string, Benchmark>> = {
  cascade,
  counts,
  feed,
  guard,
  heartbeats,
  isolation,
  reads,
  tracing,
  viewers,
  writes,
}

const usage = `Usage: npm run bench -- <name> [options]

${Object.entries(benchmarks)
  .map(([name, { about, options }]) => `  ${name.padEnd(12)}${about}\n${options.replaceAll(/^/gm, '              ')}`)
  .join('\n')}

Each benchmark starts a temporary PostgreSQL. Stop other work on the machine: it distorts the results.
`

process.exitCode = await main(process.argv.slice(2))

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if ([name, ...args].some((arg) => arg === '--help' || arg === '-h')) {
    process.stdout.write(usage)
    return 0
  }
  const benchmark = Object.hasOwn(benchmarks, name) ? benchmarks[name] : undefined
  if (!benchmark) {
    process.stderr.write(`Expected the name of a benchmark, got ${name === '' ? 'none' : `"${name}"`}.\n\n${usage}`)
    return 2
  }
  try {
    await benchmark.run(args)
    return 0
  } catch (error) {
    if (error instanceof FailedCheck) {
      process.stderr.write(`\n${error.message}\n`)
      return 1
    }
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`${error.message}\n\n${usage}`)
    return 2
  }
}
