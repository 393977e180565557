import type { JSX } from 'preact'

interface PagerProps {
  /** The cursor with which the page was read; null for the first one. */
  readonly after: string | null
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly onChange: (after: string | null) => void
}

/** Goes to the next or the first page of a list. Nothing if it has one page only. */
export function Pager({ after, pageInfo, onChange }: PagerProps): JSX.Element | null {
  if (after === null && !pageInfo.hasNextPage) return null
  return (
    <div class="buttons pages">
      <button
        class="plain"
        disabled={after === null}
        onClick={() => {
          onChange(null)
        }}
      >
        First page
      </button>
      <button
        class="plain"
        disabled={!pageInfo.hasNextPage}
        onClick={() => {
          onChange(pageInfo.endCursor)
        }}
      >
        Next page
      </button>
    </div>
  )
}
