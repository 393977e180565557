import { NameTakenError } from './errors.ts'
import type { SupervisorId, TeamId } from './glossary.ts'

// Names are unique among the live children of a supervisor, among the live roots, and among the teams of a supervisor.
// Names that look the same must be the same (docs/adr/0018). The database has the same rules in SQL.

const outerBlanks = /^[\s\u0085]+|[\s\u0085]+$/gu

/** Returns the name in Unicode's composed form (NFC), without surrounding white space. */
export function normalName(name: string): string {
  return name.normalize('NFC').replace(outerBlanks, '')
}

/** Emoji that consist of an ASCII or Latin-1 character and a variation selector, such as keycaps. */
const plainEmoji = /[#*0-9]\ufe0f\u20e3|[\u00a9\u00ae]\ufe0f/gu
/**
 * Control characters, zero-width characters, and joiners and variation selectors after a character of a script that
 * does not use them. Emoji, and scripts such as Persian, need joiners and variation selectors.
 */
const invisible = new RegExp(
  [
    String.raw`[\0-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufff8`,
    String.raw`\u{e0000}-\u{e001f}\u{e0080}-\u{e00ff}\u{e01f0}-\u{e0fff}]`,
    String.raw`|(?<=^|[\x20-\u058f])[\u180b-\u180f\u200c\u200d\ufe00-\ufe0f\u{e0020}-\u{e007f}\u{e0100}-\u{e01ef}]`,
  ].join(''),
  'u',
)
const invisibles = new RegExp(invisible, 'gu')

/** The first invisible character of the name; null if it has none. */
export function findInvisible(name: string): string | null {
  return invisible.exec(name.replace(plainEmoji, ''))?.[0] ?? null
}

/** Returns the text in the form in which names contain it: normalized, without invisible characters. */
export function searchForm(text: string): string {
  const visible = [...text.matchAll(plainEmoji)].map(([emoji]) => emoji).values()
  return normalName(
    text
      .split(plainEmoji)
      .map((part) => part.replace(invisibles, '') + (visible.next().value ?? ''))
      .join(''),
  )
}

/** Names a place in which a name must be unique: below a supervisor, among the roots, or in the teams of a supervisor. */
export function placeKey(parentId: SupervisorId | null, name: string): string {
  return `${parentId ?? ''}/${name}`
}

/** @param existingId the supervisor that has the name; null if it is not known */
export function supervisorNameTaken(
  name: string,
  parentId: SupervisorId | null,
  existingId: SupervisorId | null,
): NameTakenError {
  return new NameTakenError(
    name,
    parentId === null ? 'by a live root' : `by a live child of supervisor ${parentId}`,
    existingId === null ? null : { type: 'Supervisor', id: existingId },
  )
}

/** The error for a name of a sibling of the top of the caller's subtree: the caller cannot see the sibling. */
export function nameTakenOutside(name: string): NameTakenError {
  return new NameTakenError(name, 'by a live supervisor with the same parent', null)
}

/** @param existingId the team that has the name; null if it is not known */
export function teamNameTaken(name: string, supervisorId: SupervisorId, existingId: TeamId | null): NameTakenError {
  return new NameTakenError(
    name,
    `by another team of supervisor ${supervisorId}`,
    existingId === null ? null : { type: 'SupervisorTeam', id: existingId },
  )
}
