/** Outcome of the change of a request: it was not made, it may have been made, or it was made. */
export const effects = ['NONE', 'UNKNOWN', 'DONE'] as const
export type Effect = (typeof effects)[number]

/** The sentences of an error about the change, with the remedy. */
export const effectSentences: Readonly<Record<Effect, string>> = {
  NONE: 'Nothing was changed. Retry.',
  UNKNOWN:
    'It is unknown whether the change was committed. Read the current state before you retry. A request with a client-chosen id is safe to retry.',
  DONE: 'The change was committed. Read the current state instead of repeating the request.',
}
