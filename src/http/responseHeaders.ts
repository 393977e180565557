import { plugin } from './plugin.ts'
import { securityHeaders, type SecurityHeaderOptions } from './securityHeaders.ts'

/**
 * Every response has the security headers, and names its request in `x-request-id`, as the log does. A refused upload is read
 * to its end.
 */
export const responseHeaders = plugin<SecurityHeaderOptions>('responseHeaders', (app, options) => {
  const headers = securityHeaders(options)
  app.addHook('onRequest', (request, reply, done) => {
    void reply.headers(headers).header('x-request-id', request.id)
    done()
  })
  app.addHook('onSend', (request, reply, payload, done) => {
    if (reply.statusCode === 413) {
      // If the connection were closed while the client still sends, the client would see a broken pipe instead of 413.
      reply.removeHeader('connection')
      request.raw.resume()
    }
    done(null, payload)
  })
  return Promise.resolve()
})
