import { request, type Agent } from 'node:http'
import WebSocket from 'ws'

/** Sends the JSON of an operation. Resolves with `answered`, or with what the server did instead. */
export type Send = (body: string, how?: { readonly untilEnd: boolean }) => Promise<string>

export function sendByHttp(url: string, agent: Agent, body: string): Promise<string> {
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const outgoing = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const outcome = outcomeOf(Buffer.concat(chunks).toString())
        resolve(outcome === '' ? `HTTP ${response.statusCode}` : outcome)
      })
      response.on('error', () => {
        resolve('connection lost')
      })
    })
    outgoing.on('error', () => {
      resolve('connection lost')
    })
    outgoing.end(body)
  })
}

/** Returns `timeout`, the code of the first error, or `answered`. Refusals in the data are not errors. An empty text if it is not a result. */
function outcomeOf(text: string): string {
  if (text.slice(0, 1_000).includes('"bound":"timeMs"')) return 'timeout'
  // a large result has no errors: one error is the whole result of a request that exceeds its budget
  const [, code] = /"errors":\[.*?"code":"([A-Z_]+)"/.exec(text.length > 100_000 ? text.slice(0, 10_000) : text) ?? []
  return code ?? (/^\{.*"(data|payload)":/.test(text.slice(0, 1_000)) ? 'answered' : '')
}

/**
 * Opens a connection whenever there is none, and sends operations on it.
 * @param isDeaf whether it reads nothing once it may send operations
 */
export function openSocket(url: string, { isDeaf = false } = {}): Send {
  let socket: WebSocket | undefined
  let isOpen: Promise<void> = Promise.resolve()
  let lastId = 0
  const waiting = new Map<string, { readonly untilEnd: boolean; readonly settle: (outcome: string) => void }>()

  const open = (): WebSocket => {
    const opened = new WebSocket(url.replace(/^http/, 'ws'), 'graphql-transport-ws', { maxPayload: 0 })
    isOpen = new Promise((resolve) => {
      opened.on('message', (data: Buffer) => {
        const text = data.toString()
        if (text.includes('"connection_ack"')) resolve()
        else receive(text)
      })
      opened.once('close', (code) => {
        socket = undefined
        resolve()
        for (const { settle } of waiting.values()) settle(`closed ${code}`)
        waiting.clear()
      })
    })
    opened.on('error', () => undefined) // the connection closes as well
    opened.once('open', () => {
      opened.send('{"type":"connection_init"}')
    })
    return opened
  }
  const receive = (text: string): void => {
    const head = text.slice(0, 200)
    const id = /"id":"(\d+)"/.exec(head)?.[1] ?? ''
    const operation = waiting.get(id)
    if (!operation || (operation.untilEnd && head.includes('"type":"next"'))) return
    waiting.delete(id)
    const [, code] = /"type":"error".*?"code":"([A-Z_]+)"/.exec(text.slice(0, 10_000)) ?? []
    operation.settle(head.includes('"type":"complete"') ? 'completed' : (code ?? outcomeOf(text)))
  }
  return async (body, { untilEnd } = { untilEnd: false }) => {
    const current = (socket ??= open())
    await isOpen
    const id = String(++lastId)
    return new Promise((settle) => {
      if (current.readyState !== current.OPEN) {
        settle('connection lost')
        return
      }
      waiting.set(id, { untilEnd, settle })
      current.send(`{"id":"${id}","type":"subscribe","payload":${body}}`)
      if (isDeaf) current.pause()
    })
  }
}
