import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { names } from '../model/app.ts'
import type { FeedEvent } from '../model/FeedEvent.ts'
import { copyText } from '../ui/copyText.ts'
import { Json } from '../ui/Json.tsx'
import { JsonDiff } from '../ui/JsonDiff.tsx'
import { Link } from '../ui/Link.tsx'
import { useStores } from '../ui/hooks.ts'
import { formatDateTime, formatTime } from '../ui/time.ts'
import { describeChange, eventNames, reasonOf, toneOf } from './eventText.ts'
import { findCauses } from './findCause.ts'

interface EventItemProps {
  readonly event: FeedEvent
  /** Events among which causes are looked for before they are read. */
  readonly known: readonly FeedEvent[]
  /** Whether the supervisor is named: not on its own page. */
  readonly isNamed: boolean
}

/** One event in a line. It opens to its reason, its causes and its values. */
export function EventItem({ event, known, isNamed }: EventItemProps): JSX.Element {
  useStores(names)
  const [isOpen, setOpen] = useState(false)
  const today = new Date().toDateString() === new Date(event.at).toDateString()
  return (
    <li class={`event tone-${toneOf(event)}`}>
      <div
        class="event-line"
        onClick={() => {
          setOpen(!isOpen)
        }}
      >
        <button
          class={`twisty${isOpen ? ' open' : ''}`}
          aria-expanded={isOpen}
          aria-label={`Details of ${eventNames[event.type]}`}
          onClick={(click) => {
            click.stopPropagation()
            setOpen(!isOpen)
          }}
        />
        <time dateTime={event.at} title={formatDateTime(event.at)}>
          {today ? formatTime(event.at) : formatDateTime(event.at)}
        </time>
        <span class="event-type">{eventNames[event.type]}</span>
        <span class="event-text">
          {isNamed && <EventSubject event={event} />} {describeChange(event)}
          <Reason event={event} />
        </span>
        <span class="event-actor dim" title={event.onBehalfOf == null ? '' : `for ${event.onBehalfOf}`}>
          {event.actor}
        </span>
      </div>
      {isOpen && <EventDetails event={event} known={known} />}
    </li>
  )
}

function Reason({ event }: { readonly event: FeedEvent }): JSX.Element | null {
  const reason = reasonOf(event)
  return reason === null ? null : <span class="dim"> · {reason}</span>
}

function EventSubject({ event: { supervisorId } }: { readonly event: FeedEvent }): JSX.Element {
  return (
    <Link to={`/supervisors/${supervisorId}`} class="entity">
      {names.labelOf(supervisorId)}
    </Link>
  )
}

function EventDetails({
  event,
  known,
}: {
  readonly event: FeedEvent
  readonly known: readonly FeedEvent[]
}): JSX.Element {
  const causes = useCauses(event, known)
  const { before, after } = event
  return (
    <div class="event-details">
      <CauseChain causes={causes} />
      {event.teamId != null && (
        <p>
          Team <Link to={`/teams/${event.teamId}`}>{names.labelOf(event.teamId)}</Link>
          {event.agentId != null && (
            <>
              {' '}
              · agent <Link to={`/agents/${event.agentId}`}>{event.agentId}</Link>
            </>
          )}
        </p>
      )}
      <p class="dim">
        {formatDateTime(event.at)} · version {event.version} · by {event.actor}
        {event.onBehalfOf != null && ` for ${event.onBehalfOf}`}
      </p>
      {event.traceId != null && <Trace id={event.traceId} />}
      {before && after ? (
        <JsonDiff before={before} after={after} />
      ) : (
        <Json label="Values" value={after ?? before ?? {}} />
      )}
    </div>
  )
}

/** The trace of the request that made the change, as log lines and spans have it. */
function Trace({ id }: { readonly id: string }): JSX.Element {
  return (
    <p class="dim">
      Trace <code>{id}</code>{' '}
      <button
        class="quiet"
        onClick={() => {
          void copyText('Trace id', id)
        }}
      >
        Copy
      </button>
    </p>
  )
}

/** The causes of an event, read once. */
export function useCauses(event: FeedEvent | undefined, known: readonly FeedEvent[]): readonly FeedEvent[] {
  const [causes, setCauses] = useState<readonly FeedEvent[]>([])
  useEffect(() => {
    let isWanted = true
    if (event?.causedBy != null)
      findCauses(event, known)
        .then((found) => {
          if (isWanted) setCauses(found)
        })
        .catch(() => undefined) // the event is shown without its causes
    return () => {
      isWanted = false
    }
  }, [event?.cursor])
  return causes
}

/** Events that led to an event, the first cause on top. */
export function CauseChain({ causes }: { readonly causes: readonly FeedEvent[] }): JSX.Element | null {
  if (causes.length === 0) return null
  return (
    <ol class="causes" aria-label="Causes">
      {causes.toReversed().map((cause) => (
        <li key={cause.cursor} class={`tone-${toneOf(cause)}`}>
          <EventSubject event={cause} /> {describeChange(cause)}
          <Reason event={cause} />
          <span class="dim"> · {formatTime(cause.at)}</span>
        </li>
      ))}
    </ol>
  )
}
