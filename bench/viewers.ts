import { drive, openHttpClient, type HttpClient } from './support/load.ts'
import { parseCount, parseOptions } from './support/options.ts'
import { describeMachine, formatTable, median, progress } from './support/report.ts'
import { startServer } from './support/serverProcess.ts'
import { withTemporaryDatabase } from './support/temporaryDatabase.ts'
import { fetchTops, givenFleet, givenToken } from './viewers/fleet.ts'
import { page, row, tree } from './viewers/requests.ts'

export const about = 'reads with a token, and of callers that are limited to subtrees of three sizes'
export const options = `--seconds <n>      duration of each measurement (default: 2)
--rounds <n>       number of measurements of each caller (default: 7)`

const connections = 16

interface Caller {
  readonly name: string
  readonly client: HttpClient
}

/** A request that several callers send. The rates of the others are compared with that of the first. */
interface Comparison {
  readonly name: string
  readonly callers: readonly Caller[]
  readonly bodyFor: (caller: Caller) => Promise<string>
}

export async function run(args: readonly string[]): Promise<void> {
  const given = parseOptions(args, ['seconds', 'rounds'])
  const seconds = parseCount('seconds', given.seconds, 1) ?? 2
  const rounds = parseCount('rounds', given.rounds, 1) ?? 7
  await withTemporaryDatabase(async (database) => {
    // a server has a local administrator only while its database has no token
    const urls = {
      local: await database.createSibling('local'),
      withTokens: await database.createSibling('with_tokens'),
    }
    const session = await database.newSession('with_tokens')
    await givenFleet(await database.newSession('local'))
    await givenFleet(session)
    const tops = await fetchTops(session)
    const secrets = await Promise.all([null, ...tops.map(({ id }) => id)].map((id) => givenToken(session, id)))
    // a server of its own for each of the first three callers: a server gets faster with each request that it has served
    const databases = [urls.local, urls.local, urls.withTokens, urls.withTokens]
    const servers = await Promise.all(databases.map((url) => startServer(url)))
    const [local, control, authenticating, limiting] = servers.map(({ url }) => url)
    if (!local || !control || !authenticating || !limiting) throw new Error('expected four servers')

    const callerOf = (name: string, url: URL, secret?: string): Caller => ({
      name,
      client: openHttpClient(url, connections, secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
    })
    const [unlimited = '', ...limited] = secrets
    const authenticated = [
      callerOf('the local administrator', local),
      callerOf('control: the same of another server', control),
      callerOf('a token', authenticating, unlimited),
    ]
    const bounded = [
      callerOf('a token', limiting, unlimited),
      ...limited.map((secret, i) =>
        callerOf(`a token for ${tops[i]?.supervisors.toLocaleString('en')} supervisors`, limiting, secret),
      ),
    ]
    const id = tops.at(-1)?.id
    const bodyOf = (query: string, variables: object): string => JSON.stringify({ query, variables })
    const rowById = (): Promise<string> => Promise.resolve(bodyOf(row, { id }))
    const comparisons: Comparison[] = [
      { name: 'row, authenticated', callers: authenticated, bodyFor: rowById },
      { name: 'row', callers: bounded, bodyFor: rowById },
      { name: 'page', callers: bounded, bodyFor: () => Promise.resolve(bodyOf(page, {})) },
      {
        name: 'second page',
        callers: bounded,
        bodyFor: async ({ client }) => {
          const [, after] = /"endCursor":"([^"]+)"/.exec(await client.post(bodyOf(page, {}))) ?? []
          return bodyOf(page, { after })
        },
      },
      { name: 'tree', callers: bounded, bodyFor: () => Promise.resolve(bodyOf(tree, { id })) },
    ]
    process.stdout.write(`${await describeMachine(session)}\n`)
    try {
      const results = await measure(comparisons, rounds, seconds)
      const head = ['Request', 'Caller', `requests per second: median of ${rounds} (range)`, 'relative to the first']
      process.stdout.write(
        `\n${formatTable(
          head,
          comparisons.flatMap((each) => describe(each, results)),
        )}\n`,
      )
    } finally {
      for (const { client } of [...authenticated, ...bounded]) client.close()
      await Promise.all(servers.map((server) => server.stop()))
    }
  })
}

type Results = ReadonlyMap<Comparison, ReadonlyMap<Caller, readonly number[]>>

/** In each round, all callers send each request. */
async function measure(comparisons: readonly Comparison[], rounds: number, seconds: number): Promise<Results> {
  const results = new Map(
    comparisons.map((each) => [each, new Map<Caller, number[]>(each.callers.map((caller) => [caller, []]))]),
  )
  for (let round = 0; round <= rounds; round++)
    for (const [comparison, rates] of results)
      for (const [caller, perSecond] of await compare(comparison, seconds)) {
        // round 0 is a warm-up: it connects, prepares statements and compiles documents
        progress(
          `${round === 0 ? 'warming up' : `round ${round}`}: ${comparison.name}: ${caller.name}: ${format(perSecond)} per second`,
        )
        if (round > 0) rates.get(caller)?.push(perSecond)
      }
  return results
}

/** Callers take turns of this duration, and change their order: the speed of the machine changes from second to second. */
const turnSeconds = 0.25

/** Measures each caller for some seconds. Returns its requests per second. */
async function compare({ callers, bodyFor }: Comparison, seconds: number): Promise<ReadonlyMap<Caller, number>> {
  const perConnection = Array.from({ length: connections }, (_, i) => i)
  const bodies = new Map<Caller, string>()
  for (const caller of callers) bodies.set(caller, await bodyFor(caller))
  const rates = new Map<Caller, number>()
  const turns = Math.ceil(seconds / turnSeconds)
  for (let turn = 0; turn < turns; turn++) {
    const start = turn % callers.length
    for (const caller of [...callers.slice(start), ...callers.slice(0, start)]) {
      const { perSecond } = await drive(perConnection, turnSeconds, async () => {
        await caller.client.post(bodies.get(caller) ?? '')
        return 1
      })
      rates.set(caller, (rates.get(caller) ?? 0) + perSecond / turns)
    }
  }
  return rates
}

const format = (perSecond: number): string => Math.round(perSecond).toLocaleString('en')

/** The ratio is the median of the ratios within each round, because the machine's speed changes between rounds. */
function describe(comparison: Comparison, results: Results): string[][] {
  const rates = results.get(comparison)
  const [reference] = comparison.callers
  const first = (reference && rates?.get(reference)) ?? []
  return comparison.callers.map((caller, i) => {
    const own = rates?.get(caller) ?? []
    const ratios = own.map((rate, round) => rate / (first[round] ?? NaN))
    return [
      i === 0 ? comparison.name : '',
      caller.name,
      `${format(median(own))} (${format(Math.min(...own))}–${format(Math.max(...own))})`,
      median(ratios).toFixed(2),
    ]
  })
}
