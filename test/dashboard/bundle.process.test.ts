import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'

const directory = fileURLToPath(new URL('../../dist/dashboard', import.meta.url))
const assets = readdirSync(`${directory}/assets`)
const read = (name: string): Buffer => readFileSync(`${directory}/assets/${name}`)

test('the script of the dashboard has at most 70 kB after compression', () => {
  const scripts = assets.filter((name) => name.endsWith('.js'))
  const size = scripts.reduce((sum, name) => sum + gzipSync(read(name)).length, 0)
  expect(scripts.length).toBeGreaterThan(0)
  expect(size).toBeLessThanOrEqual(70_000)
})

test('the files name no other origin', () => {
  const texts = [readFileSync(`${directory}/index.html`), ...assets.map(read)].map(String)
  const urls = texts.flatMap((text) => text.match(/https?:\/\/[\w.-]+/g) ?? [])
  expect(urls.filter((url) => !url.endsWith('//www.w3.org'))).toEqual([]) // the names of XML namespaces
})
