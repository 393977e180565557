import type { JSX } from 'preact'
import type { EffectiveStatus } from '../generated/graphql.ts'

export const statusNames: Readonly<Record<EffectiveStatus, string>> = {
  ACTIVE: 'Active',
  SPAWNING: 'Spawning',
  PAUSED: 'Paused',
  FAILED: 'Failed',
  BLOCKED: 'Blocked',
  TERMINATED: 'Terminated',
}

/** Each status has a shape of its own, so that no one needs the colour. */
const shapes: Readonly<Record<EffectiveStatus, JSX.Element>> = {
  ACTIVE: <circle cx="6" cy="6" r="4" fill="currentColor" />,
  SPAWNING: (
    <circle cx="6" cy="6" r="3.6" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 2" />
  ),
  PAUSED: <path d="M3 2h2.2v8H3zM6.8 2H9v8H6.8z" fill="currentColor" />,
  FAILED: <path d="M6 .8 11.6 11H.4zM5.3 4.4v3.2h1.4V4.4zm0 4v1.3h1.4V8.4z" fill="currentColor" fill-rule="evenodd" />,
  BLOCKED: <path d="M6 1.6 10.4 6 6 10.4 1.6 6z" fill="none" stroke="currentColor" stroke-width="1.7" />,
  TERMINATED: <path d="M2 5.2h8v1.6H2z" fill="currentColor" />,
}

export function StatusMark({ status }: { readonly status: EffectiveStatus }): JSX.Element {
  return (
    <svg class={`mark status-${status}`} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
      {shapes[status]}
    </svg>
  )
}

/** The status by shape, colour and text. */
export function Status({ status }: { readonly status: EffectiveStatus }): JSX.Element {
  return (
    <span class={`status status-${status}`}>
      <StatusMark status={status} />
      {statusNames[status]}
    </span>
  )
}
