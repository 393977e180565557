import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ConfigError } from '../src/config.ts'
import { loadEnvironmentFile } from '../src/environmentFile.ts'

const directory = mkdtempSync(join(tmpdir(), 'environment-'))
const path = join(directory, '.env')
afterAll(() => {
  rmSync(directory, { recursive: true })
})

function load(content: string | Buffer, env: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  writeFileSync(path, content)
  loadEnvironmentFile(path, env)
  return env
}

test.each([
  ['a byte order mark', '\uFEFFPORT=80\nHOST=::1', { PORT: '80', HOST: '::1' }],
  ['blank lines and comments', '\n# one\n\nPORT=80\n   \n  # two\nHOST=::1\n\n', { PORT: '80', HOST: '::1' }],
  ['line ends of Windows', 'PORT=80\r\n\r\nHOST=::1\r\n', { PORT: '80', HOST: '::1' }],
  ['`export` and spaces', ' export PORT = 80 \n', { PORT: '80' }],
  [
    'comments after values',
    'PORT=80 # http\nHOST="a # b" # c\nDATA_DIR=a#b\nDEMO= # none',
    { PORT: '80', HOST: 'a # b', DATA_DIR: 'a#b', DEMO: '' },
  ],
  ['quotes', `A="it's"\nB='say "x"'\nC=\`d\`\nD="open`, { A: `it's`, B: 'say "x"', C: 'd', D: '"open' }],
  [
    'a URL with = and #',
    'DATABASE_URL=postgresql://u:p%23@h/d?sslmode=require#x',
    { DATABASE_URL: 'postgresql://u:p%23@h/d?sslmode=require#x' },
  ],
  ['the same name twice', 'PORT=1\nPORT=2', { PORT: '2' }],
])('a file with %s is read completely', (_, content, expected) => {
  expect(load(content)).toEqual(expected)
})

test('variables that are set keep their values, even empty ones', () => {
  expect(load('PORT=80\nDATABASE_URL=x\nHOST=::1', { PORT: '90', DATABASE_URL: '' })).toEqual({
    PORT: '90',
    DATABASE_URL: '',
    HOST: '::1',
  })
})

test('without the file nothing changes', () => {
  const env = {}
  loadEnvironmentFile(join(directory, 'absent'), env)
  expect(env).toEqual({})
})

test('each line that is no assignment is refused by its number, without its content', () => {
  expect(() => load('PORT=80\ns3cret\n\n1A=b')).toThrow(
    new ConfigError(`${path}, line 2: expected NAME=value\n${path}, line 4: expected NAME=value`),
  )
})

test('a file that is not UTF-8 is refused', () => {
  expect(() => load(Buffer.from('\uFEFFPORT=80', 'utf16le'))).toThrow(
    new ConfigError(`${path}: expected UTF-8 text. Save the file as UTF-8.`),
  )
})

test('a directory is refused', () => {
  rmSync(path)
  mkdirSync(path)
  expect(() => {
    loadEnvironmentFile(path, {})
  }).toThrow(new ConfigError(`${path}: expected a file, got a directory. Remove it.`))
})
