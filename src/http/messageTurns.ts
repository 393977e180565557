import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { plugin } from './plugin.ts'
import { createFairQueue } from '../domain/fairQueue.ts'
import { findJsonExcess, JsonTooLargeError } from './jsonItems.ts'

/** Maximum size of a small message, in bytes. Its JSON and its document take a few milliseconds at most. */
const maxSmall = 4 * 1024
/** Longest pause after a large message, in milliseconds. A pause is as long as the message took. */
const maxPauseMs = 50

const queue = createFairQueue(() => 1)

/**
 * Waits until a request body or a WebSocket message may be handled. The JSON of a large message, or its document if that is
 * new, can take tens of milliseconds in one turn of the event loop. Large messages are handled one at a time, with pauses in
 * which small ones are handled. Connections take turns.
 * @param connection sender of the message
 * @param bytes size of the message
 * @returns undefined if the message is small
 */
export function takeMessageTurn(connection: object, bytes: number): Promise<void> | undefined {
  if (bytes <= maxSmall) return undefined
  return new Promise((resolve) => {
    void queue.run({ owner: connection }, async () => {
      const startedAt = performance.now()
      resolve()
      await nextTurn()
      await sleep(Math.min(maxPauseMs, performance.now() - startedAt))
    })
  })
}

/** Parses the JSON of each body in its turn. */
export const bodyTurns = plugin('bodyTurns', (app) => {
  // keys such as `__proto__` are refused where they would be stored, by an error that names the place
  const parse = app.getDefaultJsonParser('ignore', 'ignore')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    const excess = findJsonExcess(body)
    if (excess) {
      done(new JsonTooLargeError(excess))
      return
    }
    const turn = takeMessageTurn(request.raw.socket, body.length)
    if (turn) void turn.then(() => parse(request, body, done))
    else void parse(request, body, done)
  })
  return Promise.resolve()
})
