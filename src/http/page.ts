import type { FastifyReply, FastifyRequest } from 'fastify'

export interface Page {
  readonly status: number
  readonly title: string
  readonly text: string
  /** Other addresses of the server, with what they show. */
  readonly links: Readonly<Record<string, string>>
}

/** Whether a person looks at the response in a browser. Programs receive the form of a GraphQL response. */
export function isForPerson({ method, headers }: FastifyRequest): boolean {
  return method === 'GET' && (headers.accept?.includes('text/html') ?? false)
}

/** Sends a page without scripts and styles: the policy of all responses allows none. */
export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply.code(page.status).type('text/html; charset=utf-8').send(pageText(page))
}

function pageText({ title, text, links }: Omit<Page, 'status'>): string {
  const items = Object.entries(links).map(([path, what]) => `<li><a href="${path}">${escaped(what)}</a></li>`)
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<h1>${escaped(title)}</h1><p>${escaped(text)}</p><ul>${items.join('')}</ul></html>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
