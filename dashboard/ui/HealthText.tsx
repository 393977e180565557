import type { JSX } from 'preact'
import { deriveHealth, type Row } from '../model/Row.ts'
import { serverClock } from '../model/clock.ts'
import { formatDuration } from './time.ts'

/** Whether heartbeats arrive, with the time until the next one is due. The component that shows it renders every second. */
export function HealthText({ row }: { readonly row: Row }): JSX.Element {
  const { state, dueInMs } = deriveHealth(row, serverClock.now(), performance.now())
  const due = dueInMs === null ? '' : formatDuration(Math.abs(dueInMs))
  switch (state) {
    case 'HEALTHY':
      return (
        <span class="health">
          healthy <span class="dim">· due in {due}</span>
        </span>
      )
    case 'LATE':
      return <span class="health late">late by {due}</span>
    case 'UNRESPONSIVE':
      return (
        <span class="health silent">
          unresponsive <span class="dim">· late by {due}</span>
        </span>
      )
    case 'UNKNOWN':
      return <span class="health dim">no heartbeat yet</span>
    case 'NOT_MONITORED':
      return <span class="health dim">not monitored</span>
    case 'STALE':
      return <span class="health dim">loading…</span>
  }
}
