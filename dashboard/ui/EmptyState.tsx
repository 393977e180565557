import type { ComponentChildren, JSX } from 'preact'

/** What a page shows that has nothing to show: what is missing, and what to do. */
export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="empty" role="status">
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  )
}
