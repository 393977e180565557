import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
  type VirtualizerOptions,
} from '@tanstack/virtual-core'
import { useLayoutEffect, useReducer, useState } from 'preact/hooks'

type Options = VirtualizerOptions<HTMLElement, HTMLElement>
type OwnOptions = Pick<Options, 'count' | 'getScrollElement' | 'estimateSize' | 'overscan' | 'rangeExtractor'>

/** The rows of a long list that are visible, by `@tanstack/virtual`. */
export function useVirtualizer(own: OwnOptions): Virtualizer<HTMLElement, HTMLElement> {
  const [, render] = useReducer<number, undefined>((count) => count + 1, 0)
  const options: Options = {
    ...own,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => {
      render(undefined)
    },
  }
  const [virtualizer] = useState(() => new Virtualizer(options))
  virtualizer.setOptions(options)
  useLayoutEffect(() => virtualizer._didMount(), [])
  useLayoutEffect(() => {
    virtualizer._willUpdate()
  })
  return virtualizer
}
