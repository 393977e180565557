import type { JSX } from 'preact'
import { feed } from '../model/app.ts'
import type { ConnectionState } from '../model/Feed.ts'
import { useStores } from './hooks.ts'
import { formatTime } from './time.ts'

/** The state of the connection, always visible. */
export function ConnectionPill(): JSX.Element {
  useStores(feed)
  const { state } = feed
  return (
    <span
      class={`connection connection-${state.kind}`}
      role="status"
      title={'reason' in state ? state.reason : undefined}
    >
      <i aria-hidden="true" />
      {textOf(state)}
    </span>
  )
}

function textOf(state: ConnectionState): string {
  switch (state.kind) {
    case 'connecting':
      return 'connecting'
    case 'catchingUp':
      return 'catching up'
    case 'live':
      return 'live'
    case 'lost':
      return `lost since ${formatTime(state.since)}`
  }
}
