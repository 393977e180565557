import type { NodeBudget } from '../domain/budget.ts'
import type { ConnectionLoader } from './connectionLoader.ts'
import type { SharedLoaders } from './createLoaders.ts'

/** The process's loaders, as one request sees them. */
export type Loaders = ReturnType<typeof bindLoaders>

interface Loader<Key, Value> {
  load(key: Key): Promise<Value>
}

/**
 * Lets all that a request asked for in one turn of the event loop go on together. Otherwise fields whose statements end
 * at different times would load what is below them apart, and how many statements a document takes would be a matter of
 * luck. Other requests are not waited for. Lists are charged to the request's budget.
 */
export function bindLoaders(shared: SharedLoaders, budget: NodeBudget) {
  const gather = createWave()
  const single = <Key, Value>(loader: Loader<Key, Value>): Loader<Key, Value> => ({
    load: (key) => gather(loader.load(key)),
  })
  const paged = <Row, Args>(loader: ConnectionLoader<Row, Args>): ConnectionLoader<Row, Args> => ({
    async load(owner, args, page) {
      const loaded = loader.load(owner, args, page).then((connection) => {
        budget.spend(connection.nodes.length)
        return connection
      })
      const connection = await gather(loaded)
      // with all that was asked for beside it: what is too much together goes no level further
      budget.assertKept()
      return connection
    },
    count: (owner, args) => gather(loader.count(owner, args)),
  })
  return {
    supervisorById: single(shared.supervisorById),
    teamById: single(shared.teamById),
    membershipById: single(shared.membershipById),
    healthOf: single(shared.healthOf),
    blockerOf: single(shared.blockerOf),
    maxLevel: single(shared.maxLevel),
    supervisorCounts: single(shared.supervisorCounts),
    staffingCounts: single(shared.staffingCounts),
    supervisors: paged(shared.supervisors),
    children: paged(shared.children),
    descendants: paged(shared.descendants),
    teams: paged(shared.teams),
    members: paged(shared.members),
    memberships: paged(shared.memberships),
    events: paged(shared.events),
    eventsOfSupervisor: paged(shared.eventsOfSupervisor),
    newestSequence: single(shared.newestSequence),
  }
}

const ignore = (): void => undefined

/** Gathers promises until the event loop turns; each is passed on when all of them have settled. */
function createWave(): <T>(promise: Promise<T>) => Promise<T> {
  let wave: { readonly members: Promise<unknown>[]; readonly settled: Promise<unknown> } | null = null
  return (promise) => {
    if (!wave) {
      const members: Promise<unknown>[] = []
      const closed = new Promise<void>((resolve) => setImmediate(resolve))
      const settled = closed.then(() => {
        wave = null
        return Promise.all(members)
      })
      wave = { members, settled }
    }
    wave.members.push(promise.then(ignore, ignore)) // heard from the start: a rejection that nobody hears ends the process
    return wave.settled.then(() => promise)
  }
}
