import { parseEnv } from 'node:util'
import { ApolloServerErrorCode } from '@apollo/server/errors'
import { isObjectType, isUnionType } from 'graphql'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { defaultMigrationsDir, isIncompatible, readMigrations } from '../../src/db/migrations.ts'
import { errorCodes } from '../../src/domain/errors.ts'
import { supervisorEventTypes } from '../../src/domain/glossary.ts'
import { createMetrics, watchSweepLag } from '../../src/observability/metrics.ts'
import { watchFleet } from '../../src/observability/watchFleet.ts'
import { schema } from '../../src/schema/index.ts'
import { firstColumn, headingsOf, readReference, sectionOf } from './pages.ts'
import { listFiles, readProjectFile } from './projectFiles.ts'

describe('mutations.md', () => {
  const page = readReference('mutations')
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {})

  test('has a section for each mutation, with an example', () => {
    expect(headingsOf(page, 3)).toEqual(expect.arrayContaining(mutations.map(({ name }) => name)))
    for (const { name } of mutations)
      expect(sectionOf(page, name)).toMatch(new RegExp(`\`\`\`graphql\nmutation \\{\n {2}${name}\\b`))
  })

  test.each(mutations)('lists the errors of $name', ({ name, type }) => {
    const union = schema.getType(String(type).replace('!', ''))
    const members = isUnionType(union) ? union.getTypes() : []
    const errors = members.map((member) => member.name).filter((member) => member.endsWith('Error'))
    const ofAll = ['ForbiddenError', 'UnavailableError']
    const section = sectionOf(page, name)
    const lifecycle = sectionOf(page, 'The lifecycle').split(/^### /m, 1).join()
    const shared = section.includes('[the same for all lifecycle mutations]') ? lifecycle : ''
    const listed = firstColumn(shared + section).filter((code) => code.endsWith('Error'))
    expect(listed.toSorted()).toEqual(errors.filter((error) => !ofAll.includes(error)).toSorted())
  })
})

describe('errors.md', () => {
  const page = readReference('errors')

  test('has a section for each code of a mutation error, with its type and all its fields', () => {
    const section = sectionOf(page, 'Mutation errors')
    expect(headingsOf(section, 3)).toEqual([...errorCodes].toSorted())
    for (const code of errorCodes) {
      const text = sectionOf(section, code)
      const [, name = ''] = /^Type `(\w+)`/m.exec(text) ?? []
      const type = schema.getType(name)
      const fields = isObjectType(type) ? Object.keys(type.getFields()) : []
      expect(fields.length).toBeGreaterThan(1)
      const described = fields.filter((field) => !['code', 'message', 'path'].includes(field))
      for (const field of described) expect([code, text]).toEqual([code, expect.stringContaining(`\`${field}\``)])
    }
  })

  test('lists each code of a top-level error', () => {
    const inSource = listFiles('src', /(?<!config)\.ts$/).flatMap((file) =>
      [...readProjectFile(file).matchAll(/(?:\bcode: |\brefuse\(\s*)'([A-Z_]{5,})'/g)].map(([, code = '']) => code),
    )
    const listed = firstColumn(sectionOf(page, 'Top-level errors'))
    expect(inSource).toContain('TOO_MANY_OPERATIONS')
    expect(listed).toEqual(expect.arrayContaining([...inSource, ...Object.values(ApolloServerErrorCode)]))
  })
})

describe('settings.md', () => {
  const ofTheServer = readReference('settings')
    .split(/^## Variables of other programs$/m, 1)
    .join()

  test('lists each setting that the server reads, and no other', () => {
    const read = new Set<string>()
    readConfig(new Proxy<Record<string, string>>({}, { get: (_, name) => void read.add(String(name)) }))
    expect(firstColumn(ofTheServer).toSorted()).toEqual([...read].toSorted())
  })

  test('has the defaults of .env.example', () => {
    const example = parseEnv(readProjectFile('.env.example'))
    const rows = [...ofTheServer.matchAll(/^\| `(\w+)` \|[^|]+\| (`[^`]+`|\w+) \|/gm)]
    expect(rows.length).toBeGreaterThan(10)
    for (const [, name = '', value = ''] of rows)
      expect([name, value.startsWith('`') ? value.slice(1, -1) : '']).toEqual([name, example[name]])
  })
})

test('metrics.md lists each metric of the registry with its type, and names no other', async () => {
  const page = readReference('metrics')
  const metrics = createMetrics()
  watchSweepLag(metrics, () => Promise.resolve(null))
  watchFleet(metrics, { read: () => Promise.reject(new Error('no database')), onError: () => undefined })
  metrics.watch({
    pools: {},
    queues: {},
    readFeed: () => ({ subscribers: 0, lagMs: 0, dropped: 0 }),
    countSockets: () => 0,
  })
  const registered = (await metrics.registry.getMetricsAsJSON()).map(({ name, type }) => [name, String(type)])

  const rows = [...page.matchAll(/^\| `(hierarchy_\w+)` \| (\w+)/gm)].map(([, name, type]) => [name, type])
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(registered))
  const series = registered.flatMap(([name = '']) => [name, `${name}_bucket`, `${name}_count`])
  expect(series).toEqual(expect.arrayContaining(page.match(/\bhierarchy_\w+/g) ?? ['none']))
})

test('events.md lists each type of event', () => {
  const listed = firstColumn(sectionOf(readReference('events'), 'Types'))
  expect(listed.toSorted()).toEqual([...supervisorEventTypes].toSorted())
})

describe('commands.md', () => {
  const page = readReference('commands')

  test('describes each npm script', () => {
    const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> } // our own file
    for (const name of Object.keys(scripts)) {
      const command = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`
      expect([name, page]).toEqual([name, expect.stringMatching(new RegExp(`(^### |\`)${command}(\`|$)`, 'm'))])
    }
  })

  test('lists the variables of the soak test with their defaults', () => {
    const [, defaults = ''] = /^const soakDefaults = \{(.+?)^\}/ms.exec(readProjectFile('vitest.config.ts')) ?? []
    const rows = [...sectionOf(page, 'npm run soak').matchAll(/^\| `(\w+)` \|[^|]+\| (\w+) \|$/gm)]
    const set = [...defaults.matchAll(/(\w+): '(\w+)'/g)]
    expect(set.length).toBeGreaterThan(10)
    expect(rows.map(([, name, value]) => `${name}=${value}`).toSorted()).toEqual(
      set.map(([, name, value]) => `${name}=${value}`).toSorted(),
    )
  })
})

describe('migrations.md', () => {
  const rows = sectionOf(readReference('migrations'), 'Migrations of each version')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim()))

  test('has a row for each migration, in their order, with a statement about earlier servers', async () => {
    const migrations = await readMigrations(defaultMigrationsDir())
    expect(rows.map(([, name]) => name)).toEqual(migrations.map(({ name }) => `\`${name}\``))
    for (const [, name, , earlier] of rows) {
      expect([name, earlier]).toEqual([name, expect.stringMatching(/^(none|may run|stop them)\b/)])
      if (isIncompatible(name?.replaceAll('`', '') ?? '')) expect(earlier).toMatch(/^stop them\b/)
    }
  })
})
