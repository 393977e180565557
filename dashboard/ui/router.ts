import { Store } from '../model/Store.ts'

/** The page that an address names. */
export type Route =
  | { readonly page: 'fleet' | 'problems' | 'events' | 'tokens' | 'unknown' }
  | { readonly page: 'supervisors' | 'teams' | 'agents'; readonly id: string }

class Router extends Store {
  constructor() {
    super()
    addEventListener('popstate', () => {
      this.changed()
    })
  }

  get route(): Route {
    const [, first = '', id] = location.pathname.split('/')
    if (first === '') return { page: 'fleet' }
    if (first === 'problems' || first === 'events' || first === 'tokens') return { page: first }
    if ((first === 'supervisors' || first === 'teams' || first === 'agents') && id)
      return { page: first, id: decodeURIComponent(id).toLowerCase() }
    return { page: 'unknown' }
  }

  get search(): URLSearchParams {
    return new URLSearchParams(location.search)
  }

  go(address: string): void {
    if (address === location.pathname + location.search) return
    history.pushState({ isOurs: true }, '', address)
    scrollTo(0, 0)
    this.changed()
  }

  /** Changes the parameters of the address, without a new entry in the history. Null removes one. */
  setSearch(changes: Readonly<Record<string, string | null>>): void {
    const search = this.search
    for (const [name, value] of Object.entries(changes)) {
      if (value === null || value === '') search.delete(name)
      else search.set(name, value)
    }
    const text = search.toString()
    history.replaceState(history.state, '', location.pathname + (text === '' ? '' : `?${text}`))
    this.changed()
  }

  /** Goes to the page before, or to the fleet if this is the first one. */
  back(): void {
    const state: unknown = history.state
    if (typeof state === 'object' && state !== null && 'isOurs' in state) history.back()
    else this.go('/')
  }
}

export const router = new Router()
