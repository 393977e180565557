import { readFileSync, writeFileSync } from 'node:fs'
import { measureReads, quick } from './reads.ts'
import { describeReads, ratiosOf } from './reads/describe.ts'
import { parseOptions } from './support/options.ts'
import { FailedCheck } from './support/report.ts'

export const about = 'the quick form of reads. Fails if a ratio has fallen by more than a quarter.'
export const options = '--update              keep the ratios of this run'

const file = new URL('reads/ratios.json', import.meta.url)
/** The smallest share of a kept ratio: two runs on a busy machine differ by a fifth. */
const tolerated = 0.75

/** The ratios of each document and number of connections to the other servers. */
type Ratios = Readonly<Record<string, Readonly<Record<string, number>>>>

export async function run(args: readonly string[]): Promise<void> {
  const { update } = parseOptions(args, [], ['update'])
  const { measured, machine } = await measureReads(quick)
  process.stdout.write(`${machine}\n\n${describeReads(measured)}\n`)
  const ratios: Ratios = Object.fromEntries(
    measured.map(({ document, connections, samples }) => [
      `${document.name}, ${connections}`,
      rounded(ratiosOf(samples)),
    ]),
  )
  if (update) {
    writeFileSync(file, `${JSON.stringify(ratios, null, 2)}\n`)
    return
  }
  const fallen = findFallen(JSON.parse(readFileSync(file, 'utf8')) as Ratios, ratios) // what --update has written
  if (fallen.length > 0) throw new FailedCheck(`Reads have become slower:\n${fallen.join('\n')}`)
}

function rounded(ratios: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(ratios).map(([server, ratio]) => [server, Number(ratio.toFixed(2))]))
}

/** Describes the ratios that are much lower than those that were kept. */
function findFallen(kept: Ratios, now: Ratios): string[] {
  return Object.entries(kept).flatMap(([document, servers]) =>
    Object.entries(servers).flatMap(([server, before]) => {
      const ratio = now[document]?.[server] ?? 0
      return ratio < tolerated * before ? [`${document}, ${server}: ${ratio} instead of ${before}`] : []
    }),
  )
}
