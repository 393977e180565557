import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyReply } from 'fastify'

const mediaTypes: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
}

/** The directory with the built files of a page. The source file and the program are equally deep: src/http/, dist/src/. */
export function builtDirectory(name: 'dashboard' | 'explorer'): string {
  return fileURLToPath(new URL(`../../dist/${name}`, import.meta.url))
}

/** @param policy the Content-Security-Policy of the page */
export function sendPage(reply: FastifyReply, page: Buffer, policy: string): FastifyReply {
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('cache-control', 'no-cache')
    .send(page)
}

/** Sends a file of a page. Its name contains its hash, so that clients can keep it. */
export function sendAsset(reply: FastifyReply, name: string, file: Buffer): FastifyReply {
  return reply
    .type(mediaTypes[extname(name)] ?? 'application/octet-stream')
    .header('cache-control', 'public, max-age=31536000, immutable')
    .send(file)
}

export function readIfExists(path: string): Promise<Buffer | null> {
  return existsSync(path) ? readFile(path) : Promise.resolve(null)
}
