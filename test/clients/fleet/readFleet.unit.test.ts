import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fileKeys, readFleet } from '../../../clients/fleet/file/readFleet.ts'

const id = 'a0000000-0000-4000-8000-000000000001'
const supervisorsOf = (text: string) => readFleet(text).supervisors.map(({ supervisor }) => supervisor)
const one = (fields: string): string => `fleet: f\nsupervisors:\n  - name: a\n${fields}`

test('a supervisor without a key gets the key of its parent, a slash and its name', () => {
  const text = one(
    '    children:\n      - name: b/c\n      - name: d\n        key: k\n        children:\n          - name: e\n',
  )
  expect(supervisorsOf(text).map(({ key, parentKey }) => [key, parentKey])).toEqual([
    ['a', undefined],
    ['a/b\\/c', 'a'],
    ['k', 'a'],
    ['k/e', 'k'],
  ])
})

test('an entry of moved gives the former keys of a supervisor and of its descendants', () => {
  const text = `${one('    children:\n      - name: b\n')}moved:\n  - { from: old, to: a }\n  - { from: x/y, to: a/b }\n`
  expect(supervisorsOf(text).map(({ previousKey }) => previousKey)).toEqual(['old', 'x/y'])
})

test('omitted fields are not managed, and empty ones are cleared', () => {
  expect(supervisorsOf(one(''))).toEqual([{ key: 'a', name: 'a', teams: [] }])
  expect(
    supervisorsOf(
      one('    description:\n    config:\n    policyVersionId:\n    teams:\n      - name: t\n        members:\n'),
    ),
  ).toEqual([
    {
      key: 'a',
      name: 'a',
      description: null,
      config: {},
      policyVersionId: null,
      teams: [{ key: 't', name: 't', members: [] }],
    },
  ])
})

test('run becomes a part of the config', () => {
  expect(
    supervisorsOf(one('    config: { a: 1 }\n    run: { command: ./x, args: [-v], env: { A: b } }\n')),
  ).toMatchObject([{ config: { a: 1, run: { command: './x', args: ['-v'], env: { A: 'b' } } } }])
})

test.each([
  ['a supervisor without a name', 'fleet: f\nsupervisors:\n  - key: k\n', /3:5: name: expected text, got nothing/],
  [
    'a number as a name',
    'fleet: f\nsupervisors:\n  - name: 2026\n',
    /3:11: name: expected text, got 2026. Put it in quotes/,
  ],
  ['an unknown key', one('    summary: x\n'), /4:5: unknown key "summary". A supervisor has the keys/],
  ['a list that is a mapping', one('    children: { name: b }\n'), /4:15: children: expected a list, got a mapping/],
  ['two siblings with the same name', `${one('')}  - name: a\n`, /4:11: the name a is already on line 3/],
  ['the same key twice', `${one('')}  - name: b\n    key: a\n`, /5:10: the key a is already on line 3/],
  [
    'the same agent twice',
    one(`    teams:\n      - name: t\n        members: [${id}, ${id}]\n`),
    /agent .* is already on line 6/,
  ],
  ['an id that is no UUID', one('    id: one\n'), /4:9: id: expected a UUID, got "one"/],
  [
    'run twice',
    one('    config: { run: {} }\n    run: { command: x }\n'),
    /5:5: expected run beside config or in it, got both/,
  ],
  [
    'an argument that is a number',
    one('    run: { command: x, args: [1] }\n'),
    /4:31: args: expected text, got 1. Put it in quotes/,
  ],
  [
    'a path that is too long',
    one(`    children:\n      - name: ${'b'.repeat(255)}\n`),
    /5:9: .* too long for a key. Add a key/,
  ],
  [
    'a list of supervisors as the file',
    '- name: a\n',
    /1:1: expected a fleet with the keys fleet, parent, moved, supervisors, got a list/,
  ],
])('refuses %s', (_name, text, message) => {
  let found = ''
  try {
    readFleet(text)
  } catch (error) {
    const { position, message: reason } = error as { position: { line: number; column: number }; message: string }
    found = `${position.line}:${position.column}: ${reason}`
  }
  expect(found).toMatch(message)
})

test('the JSON Schema has the keys that the reader accepts', () => {
  const schema = JSON.parse(readFileSync('examples/fleet.schema.json', 'utf8')) as {
    properties: object
    $defs: Record<string, { properties?: object; additionalProperties?: unknown }>
  }
  const keysOf = (type: { properties?: object } | undefined) => Object.keys(type?.properties ?? {}).sort()
  const { fleet, ...others } = fileKeys
  expect(keysOf(schema)).toEqual([...fleet].sort())
  for (const [type, keys] of Object.entries(others)) {
    expect([type, keysOf(schema.$defs[type])]).toEqual([type, [...keys].sort()])
    expect(schema.$defs[type]?.additionalProperties).toBe(false)
  }
})

test('the example is a valid file', () => {
  expect(readFleet(readFileSync('examples/fleet.yaml', 'utf8')).supervisors).toHaveLength(7)
})

test('gives keys the form in which the server keeps them', () => {
  const { supervisors } = readFleet(
    JSON.stringify({
      fleet: 'f',
      moved: [{ from: 'e\u0301', to: ' a ' }],
      supervisors: [{ name: 'n', key: 'a', teams: [{ name: 'o\u0308' }] }],
    }),
  )
  expect(supervisors.map(({ supervisor }) => supervisor)).toMatchObject([
    { key: 'a', previousKey: '\u00e9', teams: [{ key: '\u00f6' }] },
  ])
})
