import type { JSX } from 'preact'
import { rowOf } from '../model/Row.ts'
import { useRef } from 'preact/hooks'
import { HealthText } from '../ui/HealthText.tsx'
import { Section } from '../ui/PageParts.tsx'
import { formatDateTime, formatDuration } from '../ui/time.ts'
import type { Details } from './Details.ts'

/** Heartbeats and metrics. */
export function HealthSection({ details }: { readonly details: Details }): JSX.Element {
  const read = useRef({ details, at: performance.now() })
  if (read.current.details !== details) read.current = { details, at: performance.now() }
  const metrics = Object.entries(details.healthMetrics)
  return (
    <Section title="Health">
      <dl>
        <dt>Heartbeats</dt>
        <dd>
          <HealthText row={rowOf(details, undefined, read.current.at)} />
        </dd>
        <dt>Last heartbeat</dt>
        <dd>{details.lastHeartbeat === null ? 'never' : formatDateTime(details.lastHeartbeat)}</dd>
        <dt>Interval</dt>
        <dd>{formatDuration(details.health.intervalSeconds * 1_000)}</dd>
        {metrics.map(([name, value]) => (
          <>
            <dt key={name} class="mono">
              {name}
            </dt>
            <dd>{typeof value === 'number' ? value.toLocaleString() : JSON.stringify(value)}</dd>
          </>
        ))}
      </dl>
    </Section>
  )
}
