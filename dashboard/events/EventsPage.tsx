import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { SupervisorPicker } from '../actions/SupervisorPicker.tsx'
import type { SupervisorEventType } from '../generated/graphql.ts'
import { names } from '../model/app.ts'
import { EmptyState, Unread } from '../ui/EmptyState.tsx'
import { useStores } from '../ui/hooks.ts'
import { PageHead } from '../ui/PageParts.tsx'
import { router } from '../ui/router.ts'
import { WithinChip } from '../ui/WithinChip.tsx'
import { formatDateTime } from '../ui/time.ts'
import { EventItem } from './EventItem.tsx'
import { eventNames } from './eventText.ts'
import { useEventList } from './useEventList.ts'

const types = Object.keys(eventNames) as SupervisorEventType[]

/** The event log: live, or as it was at a time. Its filters are in the address. */
export function EventsPage(): JSX.Element {
  useStores(router, names)
  const [isPaused, setPaused] = useState(false)
  const { search } = router
  const chosen = types.filter((type) => search.get('types')?.split(',').includes(type))
  const within = search.get('within')
  const actor = search.get('actor')
  const until = search.get('until')
  const list = useEventList(
    { within, actor, until, ...(chosen.length > 0 && { types: chosen }) },
    !isPaused && until === null,
  )
  const toggleType = (type: SupervisorEventType): void => {
    const next = chosen.includes(type) ? chosen.filter((each) => each !== type) : [...chosen, type]
    router.setSearch({ types: next.join(',') })
  }
  return (
    <div class="page">
      <PageHead
        title="Events"
        end={
          <button
            class="plain"
            aria-pressed={isPaused}
            disabled={until !== null}
            onClick={() => {
              setPaused(!isPaused)
            }}
          >
            {isPaused ? 'Resume' : 'Pause'}
          </button>
        }
      >
        <div class="filters">
          <label>
            Subtree of
            {within === null ? (
              <SupervisorPicker
                id="within"
                value=""
                onChange={(id) => {
                  if (id !== '') router.setSearch({ within: id })
                }}
              />
            ) : (
              <WithinChip within={within} />
            )}
          </label>
          <label>
            Actor
            <input
              type="text"
              value={actor ?? ''}
              onChange={(event) => {
                router.setSearch({ actor: event.currentTarget.value.trim() })
              }}
            />
          </label>
          <label>
            Until
            <input
              type="datetime-local"
              value={until === null ? '' : localTime(until)}
              onChange={({ currentTarget: { value } }) => {
                router.setSearch({ until: value === '' ? null : new Date(value).toISOString() })
              }}
            />
          </label>
        </div>
        <div class="chips" role="group" aria-label="Types">
          {types.map((type) => (
            <button
              key={type}
              class="chip"
              aria-pressed={chosen.includes(type)}
              onClick={() => {
                toggleType(type)
              }}
            >
              {eventNames[type]}
            </button>
          ))}
        </div>
      </PageHead>
      {until !== null && (
        <p class="notice">
          Events until {formatDateTime(until)}.{' '}
          <button
            class="quiet"
            onClick={() => {
              router.setSearch({ until: null })
            }}
          >
            Back to now
          </button>
        </p>
      )}
      {isPaused && <p class="notice">Paused. No event is lost: events that happen meanwhile appear when you resume.</p>}
      {list.events === null ? (
        <Unread error={list.error} />
      ) : list.events.length === 0 ? (
        <EmptyState title="No events">
          No event matches these filters.{until === null && ' New events appear here immediately.'}
        </EmptyState>
      ) : (
        <ol class="events wide">
          {list.events.map((event) => (
            <EventItem key={event.cursor} event={event} known={list.events ?? []} isNamed={true} />
          ))}
        </ol>
      )}
      {list.hasOlder && (
        <div class="buttons pages">
          <button class="plain" onClick={list.loadOlder}>
            Older events
          </button>
        </div>
      )}
    </div>
  )
}

/** The value of an input for local times. */
function localTime(iso: string): string {
  const date = new Date(iso)
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
