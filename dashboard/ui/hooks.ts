import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks'
import type { Store } from '../model/Store.ts'

/** Renders the component again when one of the stores has changed. */
export function useStores(...stores: readonly Store[]): void {
  const [, render] = useReducer<number, undefined>((count) => count + 1, 0)
  // not useEffect, which runs after the next frame: a change until then would not be shown
  useLayoutEffect(() => {
    const ends = stores.map((store) =>
      store.observe(() => {
        render(undefined)
      }),
    )
    return () => {
      for (const end of ends) end()
    }
  }, stores)
}

/** Renders the component again at this interval, in milliseconds. */
export function useTick(intervalMs: number): void {
  const [, render] = useReducer<number, undefined>((count) => count + 1, 0)
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) render(undefined)
    }, intervalMs)
    return () => {
      clearInterval(timer)
    }
  }, [intervalMs])
}

/** Calls the function at this interval, in milliseconds, while the page is visible, and once now. */
export function usePolling(intervalMs: number, poll: () => void, inputs: readonly unknown[]): void {
  useEffect(() => {
    poll()
    const timer = setInterval(() => {
      if (!document.hidden) poll()
    }, intervalMs)
    return () => {
      clearInterval(timer)
    }
  }, [intervalMs, ...inputs])
}

/** Whether the window is too narrow for a table. */
export function useIsNarrow(): boolean {
  const query = '(max-width: 760px)'
  const [isNarrow, setNarrow] = useState(() => matchMedia(query).matches)
  useEffect(() => {
    const list = matchMedia(query)
    const change = (): void => {
      setNarrow(list.matches)
    }
    list.addEventListener('change', change)
    return () => {
      list.removeEventListener('change', change)
    }
  }, [])
  return isNarrow
}
