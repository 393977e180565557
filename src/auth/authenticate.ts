import type { IncomingHttpHeaders } from 'node:http'
import { localAdmin, type Viewer } from '../domain/viewer.ts'

/** What a client presents to say who it is: the headers of an HTTP request, or the payload of a `connection_init`. */
export type Credentials =
  | { readonly headers: IncomingHttpHeaders }
  | { readonly connectionParams: Readonly<Record<string, unknown>> | undefined }

/** Identifies the caller: for each HTTP request, and once for each WebSocket. */
export type Authenticate = (credentials: Credentials) => Promise<Viewer>

/** There is no authentication yet: the server listens on loopback only, and every caller is the local administrator. */
export const authenticate: Authenticate = () => Promise.resolve(localAdmin)
