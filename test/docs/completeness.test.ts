import { parseEnv } from 'node:util'
import { ApolloServerErrorCode } from '@apollo/server/errors'
import { isObjectType, isUnionType } from 'graphql'
import { beforeAll, describe, expect, test } from 'vitest'
import { loadDemoFleet } from '../../prisma/seed/demoFleet.ts'
import { readConfig } from '../../src/config.ts'
import { errorCodes } from '../../src/domain/errors.ts'
import { supervisorEventTypes } from '../../src/domain/glossary.ts'
import { schema } from '../../src/schema/index.ts'
import { readMetricTypes } from '../support/readMetrics.ts'
import { withApi } from '../support/withApi.ts'
import { listFiles, readProjectFile } from './projectFiles.ts'

const readReference = (name: string): string => readProjectFile(`docs/reference/${name}.md`)

/** The text below a heading, down to the next heading of its level or above. */
function sectionOf(page: string, heading: string): string {
  const [, level = '', rest = ''] = new RegExp(`^(#+) ${heading}$(.*)`, 'ms').exec(page) ?? []
  return rest.split(new RegExp(`^#{1,${level.length}} `, 'm'), 1).join()
}

const headingsOf = (page: string, level: number): string[] =>
  [...page.matchAll(new RegExp(`^#{${level}} (.+)$`, 'gm'))].map(([, heading = '']) => heading)

/** What stands in code in the first column of a page's tables. */
const firstColumn = (text: string): string[] =>
  [...text.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
  )

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
    const everywhere = ['ForbiddenError', 'UnavailableError']
    const section = sectionOf(page, name)
    const lifecycle = sectionOf(page, 'The lifecycle').split(/^### /m, 1).join()
    const table = section.includes('[those of the lifecycle]') ? lifecycle : section
    const listed = firstColumn(table).filter((code) => code.endsWith('Error'))
    expect(listed.toSorted()).toEqual(errors.filter((error) => !everywhere.includes(error)).toSorted())
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
      [...readProjectFile(file).matchAll(/(?:\bcode: |\brefuse\()'([A-Z_]{5,})'/g)].map(([, code = '']) => code),
    )
    const listed = firstColumn(sectionOf(page, 'Top-level errors'))
    expect(inSource).toContain('TOO_MANY_OPERATIONS')
    expect(listed).toEqual(expect.arrayContaining([...inSource, ...Object.values(ApolloServerErrorCode)]))
  })
})

describe('settings.md', () => {
  const settings = firstColumn(
    readReference('settings')
      .split(/^## Variables of other programs$/m, 1)
      .join(),
  )

  test('lists each setting that the server reads, and no other', () => {
    const asked = new Set<string>()
    readConfig(new Proxy<Record<string, string>>({}, { get: (_, name) => void asked.add(String(name)) }))
    expect(settings.toSorted()).toEqual([...asked].toSorted())
  })

  test('has the defaults of .env.example', () => {
    const example = parseEnv(readProjectFile('.env.example'))
    const rows = readReference('settings').matchAll(/^\| `(\w+)` \|[^|]+\| (`[^`]+`|\w+) \|/gm)
    const defaults = [...rows].map(([, name = '', value = '']) => [
      name,
      value.startsWith('`') ? value.slice(1, -1) : '',
    ])
    expect(defaults.length).toBeGreaterThan(10)
    for (const [name = '', value] of defaults) expect([name, example[name]]).toEqual([name, value])
  })
})

describe('metrics.md', () => {
  const api = withApi()

  test('lists each metric of the registry with its type, and names no other', async () => {
    const page = readReference('metrics')
    const types = readMetricTypes((await api.app.inject('/metrics')).body)
    const rows = [...page.matchAll(/^\| `(hierarchy_\w+)` \| (\w+)/gm)].map(([, name, type]) => [name, type])
    expect(Object.fromEntries(rows)).toEqual(types)
    const series = Object.keys(types).flatMap((name) => [name, `${name}_bucket`, `${name}_count`])
    expect(series).toEqual(expect.arrayContaining(page.match(/\bhierarchy_\w+/g) ?? ['none']))
  })
})

describe('events.md', () => {
  const page = readReference('events')
  const api = withApi()
  beforeAll(() => loadDemoFleet(api.pool))

  test('lists each type of event', () => {
    expect(firstColumn(sectionOf(page, 'Types'))).toEqual(expect.arrayContaining([...supervisorEventTypes]))
  })

  test.each([
    ['supervisor', 'SUPERVISOR_SPAWNED'],
    ['team', 'TEAM_CREATED'],
    ['membership', 'MEMBER_JOINED'],
  ])('lists the fields of a new %s', async (row, type) => {
    const { rows } = await api.pool.query<{ after: object }>(
      'SELECT after FROM supervisor_events WHERE type = $1 LIMIT 1',
      [type],
    )
    const [, cell = ''] = new RegExp(`^\\| ${row} \\|(.+)\\|$`, 'm').exec(page) ?? []
    const listed = [...cell.matchAll(/`(\w+)`/g)].map(([, field = '']) => field)
    expect(listed.toSorted()).toEqual(Object.keys(rows[0]?.after ?? {}).toSorted())
  })
})

test('commands.md describes each npm script', () => {
  const { scripts } = JSON.parse(readProjectFile('package.json')) as { scripts: Record<string, string> } // our own file
  const page = readReference('commands')
  for (const name of Object.keys(scripts)) {
    const command = ['start', 'test'].includes(name) ? `npm ${name}` : `npm run ${name}`
    expect([name, page]).toEqual([name, expect.stringMatching(new RegExp(`(^### |\`)${command}(\`|$)`, 'm'))])
  }
})

test('commands.md lists the variables of the soak test', () => {
  const listed = firstColumn(sectionOf(readReference('commands'), 'npm run soak'))
  const [, full = ''] = /^const full = \{(.+?)^\}/ms.exec(readProjectFile('vitest.soak.config.ts')) ?? []
  expect(listed.toSorted()).toEqual([...full.matchAll(/(\w+): /g)].map(([, name = '']) => name).toSorted())
})
