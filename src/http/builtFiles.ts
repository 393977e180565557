import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'

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

export function mediaTypeOf(name: string): string {
  return mediaTypes[extname(name)] ?? 'application/octet-stream'
}

export function readIfExists(path: string): Promise<Buffer | null> {
  return existsSync(path) ? readFile(path) : Promise.resolve(null)
}
