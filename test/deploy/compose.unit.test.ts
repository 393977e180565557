import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { projectDirectory, readProjectFile } from '../docs/projectFiles.ts'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

interface Service {
  image: string
  command?: string[]
  environment?: Record<string, string | number>
  volumes?: string[]
  read_only?: boolean
  stop_grace_period?: string
}
const { services } = parse(readProjectFile('compose.yaml'), { merge: true }) as { services: Record<string, Service> }
const dockerfile = readProjectFile('Dockerfile')
const { files } = JSON.parse(readProjectFile('package.json')) as { files: string[] }

/** The environment that compose makes of its variables. */
function environmentOf({ environment = {} }: Service): Record<string, string> {
  const variables: Record<string, string> = {
    POSTGRES_PASSWORD: '00ff',
    METRICS_TOKEN: '0123456789abcdef',
    HOST_NAME: 'h.example.com',
  }
  const filled = (value: string): string =>
    value.replaceAll(/\$\{(\w+)[^}]*\}/g, (_, name: string) => variables[name] ?? '')
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(String(value))]))
}

test('the settings of the servers in compose.yaml are valid in production', () => {
  for (const name of ['server', 'migrate']) {
    const service = services[name]
    expect(service?.read_only).toBe(true)
    const env = { NODE_ENV: 'production', HOST: '0.0.0.0', ...environmentOf(service ?? { image: '' }) }
    expect(readConfig(env)).toMatchObject({
      databaseUrl: 'postgresql://fleet:00ff@postgres:5432/fleet',
      production: true,
    })
  }
})

test('a stopped server of compose.yaml has time for its delay and its running requests', () => {
  const { shutdownDelayMs } = readConfig({ NODE_ENV: 'production', ...environmentOf(services.server ?? { image: '' }) })
  const graceMs = Number(/^(\d+)s$/.exec(services.server?.stop_grace_period ?? '')?.[1]) * 1_000
  expect(graceMs).toBeGreaterThanOrEqual(shutdownDelayMs + 10_000)
})

test('each file that compose.yaml mounts exists', () => {
  const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes.map((each) => each.split(':')[0] ?? ''))
  for (const path of mounted.filter((each) => each.startsWith('./')))
    expect([path, existsSync(join(projectDirectory, path))]).toEqual([path, true])
})

test('the image has each directory of the package that the program reads', () => {
  for (const path of files.filter((each) => /^(dist|prisma)\//.test(each)))
    expect(dockerfile).toMatch(new RegExp(`^COPY --from=build /build/(${path}|${path.split('/')[0]}) `, 'm'))
  expect(dockerfile).toMatch(/^USER \d+:\d+$/m)
  expect(dockerfile).toMatch(/^HEALTHCHECK /m)
})

test('the image is built with the documents that the explorer shows', () => {
  const sources = readProjectFile('tools/buildExplorer.js').matchAll(/'(docs\/[^']+)'/g)
  const paths = [...sources].map(([, path]) => path)
  expect(paths.length).toBeGreaterThan(0)
  const ignored = readProjectFile('.dockerignore').split('\n')
  for (const path of paths) expect(ignored).toContain(`!${path}`)
})
