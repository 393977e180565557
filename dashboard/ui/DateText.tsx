import type { JSX } from 'preact'
import { formatDate, formatDateTime } from './time.ts'

/** A date. Its time is shown on demand. */
export function DateText({ at }: { readonly at: string }): JSX.Element {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatDate(at)}
    </time>
  )
}
