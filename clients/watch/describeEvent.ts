import { styleText } from 'node:util'

/** The fields that are selected in each event, in addition to its cursor. */
export const selection =
  'type at actor onBehalfOf reason supervisorId supervisor { name } teamId membershipId agentId version before after causedBy'

export interface WatchedEvent {
  readonly type: string
  readonly at: string
  readonly actor: string
  readonly onBehalfOf: string | null
  readonly reason: string | null
  readonly supervisorId: string
  readonly supervisor: { readonly name: string } | null
  readonly teamId: string | null
  readonly agentId: string | null
  readonly before: Fields | null
  readonly after: Fields | null
}
type Fields = Readonly<Record<string, unknown>>

type Style = Parameters<typeof styleText>[0]
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_style, text) => text
/** The caller has checked that the stream supports colours. */
export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false })

/** The event in one line, whatever characters its texts contain. */
export function describeEvent(event: WatchedEvent, paint: Paint): string {
  const { type, at, actor, onBehalfOf, reason, teamId, agentId } = event
  const where = [
    paint('bold', nameOf(event)),
    teamId && paint('dim', `team ${short(teamId)}`),
    agentId && paint('dim', `agent ${short(agentId)}`),
  ]
  return [
    paint('dim', new Date(at).toLocaleTimeString('en-GB')),
    paint(styleOf(event), type.padEnd(25)),
    where.filter(Boolean).join(' '),
    describeChange(event),
    paint(
      'dim',
      `by ${shorten(actor)}${onBehalfOf === null ? '' : ` for ${shorten(onBehalfOf)}`}${reason === null ? '' : `: ${shorten(reason, 100)}`}`,
    ),
  ]
    .filter((part) => part !== '')
    .join('  ')
}

/** The current name of the supervisor; the last known name if it is deleted. */
function nameOf({ type, supervisor, supervisorId, before, after }: WatchedEvent): string {
  const own = type.startsWith('SUPERVISOR_') ? (after?.name ?? before?.name) : undefined
  return shorten(supervisor?.name ?? (typeof own === 'string' ? own : short(supervisorId)), 60)
}

/** The fields to show of created and deleted objects. */
const summaryFields = ['name', 'role', 'status']

function describeChange({ before, after }: WatchedEvent): string {
  if (before && after)
    return Object.keys(after)
      .filter((field) => !field.endsWith('At')) // timestamps repeat the time of the event
      .map((field) => `${field} ${show(before[field])} → ${show(after[field])}`)
      .join(', ')
  const fields = after ?? before ?? {}
  return summaryFields
    .filter((field) => field in fields)
    .map((field) => `${field} ${show(fields[field])}`)
    .join(', ')
}

function styleOf({ type, after }: WatchedEvent): Style {
  const status = after?.status
  if (status === 'FAILED' || type === 'CHILD_FAILED' || type === 'FAILURE_ESCALATED') return 'red'
  if (status === 'PAUSED') return 'yellow'
  if (/_(DELETED|LEFT)$/.test(type) || status === 'TERMINATED') return 'magenta'
  return status === 'ACTIVE' || /_(SPAWNED|CREATED|JOINED)$/.test(type) ? 'green' : 'cyan'
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

function short(id: string): string {
  return id.slice(0, 8)
}

function show(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value !== 'string') return shorten(JSON.stringify(value))
  return uuid.test(value) ? short(value) : shorten(value)
}

/** Shortens a text, and removes control characters and line breaks, which could send commands to the terminal. */
export function shorten(text: string, max = 40): string {
  const characters = Array.from(text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim())
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('')
}
