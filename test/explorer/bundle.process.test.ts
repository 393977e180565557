import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const project = fileURLToPath(new URL('../..', import.meta.url))
const directory = `${project}/dist/explorer`
const names = readdirSync(directory).filter((name) => name !== 'inputs.json')
const texts = names
  .filter((name) => /\.(html|css|js)$/.test(name))
  .map((name) => readFileSync(`${directory}/${name}`, 'utf8'))

/** Hosts in comments, in messages with links, and in the names of XML and JSON schemas. */
const namedHosts = [
  'code.visualstudio.com',
  'commonmark.org',
  'en.wikipedia.org',
  'github.com',
  'json-schema.org',
  'microsoft.com',
  'prettier.io',
  'react.dev',
  'www.w3.org',
  'yarnpkg.com',
]

test('the files name no host from which browsers load anything', () => {
  const hosts = texts.flatMap((text) => [...text.matchAll(/https?:\/\/([\w.-]+)/g)].map(([, host = '']) => host))
  expect([...new Set(hosts)].filter((host) => !namedHosts.includes(host.replace(/\.$/, '')))).toEqual([])
})

test('no script, style, font, image, worker or module has the address of another host', () => {
  const loads =
    /(?:\bsrc=|<link[^>]+href=|\burl\(|@import|\bimport\(|\bfrom|\bimport|Worker\(|importScripts\(|fetch\()\s*["'`]?(?:https?:)?\/\/[\w.-]+/g
  expect(texts.flatMap((text) => text.match(loads) ?? [])).toEqual([])
})

test('the workers load no other script', () => {
  const workers = names.filter((name) => name.startsWith('worker-'))
  expect(workers.map((name) => name.split('-')[1])).toEqual(['editor', 'graphql', 'json'])
})

test('the package contains the explorer', () => {
  const packed = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    cwd: project,
    encoding: 'utf8',
  })
  const paths = names.map((name) => ({ path: `dist/explorer/${name}`, size: statSync(`${directory}/${name}`).size }))
  expect(names).toContain('index.html')
  for (const { path } of paths) expect(packed).toContain(path)
})
