import type { ComponentChildren, JSX } from 'preact'

interface EmptyStateProps {
  readonly title: string
  readonly children?: ComponentChildren
  /** What comes below the text: the buttons of actions. */
  readonly end?: ComponentChildren
}

/** Replaces the content of a page that has none: says what is missing, and what to do. */
export function EmptyState({ title, children, end }: EmptyStateProps): JSX.Element {
  return (
    <div class="empty">
      <div role="status">
        <h2>{title}</h2>
        <p>{children}</p>
      </div>
      {end}
    </div>
  )
}

/** What a page shows until it has been read. */
export function Unread({ error }: { readonly error: string | null }): JSX.Element {
  return error === null ? (
    <div class="page" aria-busy="true" />
  ) : (
    <EmptyState title="This page could not be read">{error} The page retries every few seconds.</EmptyState>
  )
}
