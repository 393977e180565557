import type { JSX } from 'preact'

/** A JSON value as text. It takes the focus, so that keys can scroll it. */
export function Json({ label, value }: { readonly label: string; readonly value: unknown }): JSX.Element {
  return (
    <pre class="json" tabIndex={0} aria-label={label}>
      {JSON.stringify(value, null, 2)}
    </pre>
  )
}
