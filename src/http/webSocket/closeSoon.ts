import type { WebSocket } from 'ws'

/** How long a client may take to confirm that its connection is closed. */
const closeTimeoutMs = 1_000

/** Closes a connection, even if the client does not confirm that. */
export function closeSoon(socket: WebSocket, code: number, reason: string): void {
  if (socket.readyState !== socket.OPEN) return
  socket.close(code, reason)
  setTimeout(() => {
    socket.terminate()
  }, closeTimeoutMs).unref()
}
