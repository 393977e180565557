import { expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'
import { renderChart } from '../support/renderChart.ts'

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string }
}
interface Container {
  readonly image: string
  readonly args: readonly string[]
  readonly env?: readonly { readonly name: string; readonly value: string }[]
  readonly envFrom: readonly Record<string, { readonly name: string }>[]
  readonly livenessProbe?: Probe
  readonly readinessProbe?: Probe
  readonly securityContext: object
  readonly resources?: object
}
interface PodSpec {
  readonly terminationGracePeriodSeconds: number
  readonly securityContext: object
  readonly containers: readonly Container[]
}
interface Template {
  readonly template: {
    readonly metadata: { readonly labels: object; readonly annotations?: Readonly<Record<string, string>> }
    readonly spec: PodSpec
  }
  readonly selector: { readonly matchLabels: object }
  readonly replicas: number
}

const labels = { 'app.kubernetes.io/name': 'supervisor-hierarchy', 'app.kubernetes.io/instance': 'fleet' }
const workload = (kind: string, overrides = {}): Template =>
  renderChart(overrides).get(kind)?.spec as unknown as Template
const containerOf = ({ template }: Template): Container => {
  const [container] = template.spec.containers
  if (!container) throw new Error('expected a container')
  return container
}

test('the chart has servers, a service, settings, a migration, a disruption budget and a network policy', () => {
  expect([...renderChart().keys()].toSorted()).toEqual(
    ['ConfigMap', 'Deployment', 'Job', 'NetworkPolicy', 'PodDisruptionBudget', 'Service'].toSorted(),
  )
  const off = { podDisruptionBudget: { enabled: false }, networkPolicy: { enabled: false } }
  const others = renderChart({ ...off, serviceMonitor: { enabled: true, interval: '30s' } })
  expect([...others.keys()].toSorted()).toEqual(['ConfigMap', 'Deployment', 'Job', 'Service', 'ServiceMonitor'])
})

test('the settings of the servers are valid in production, and never migrate', () => {
  const { env = [] } = containerOf(
    workload('Deployment', { publicUrl: 'https://h.example.com', trustProxy: '10.0.0.0/8' }),
  )
  const given = Object.fromEntries(env.map(({ name, value }) => [name, value]))
  const settings = renderChart().get('ConfigMap')?.data
  const secret = { DATABASE_URL: 'postgresql://fleet:secret@db:5432/fleet', METRICS_TOKEN: '0123456789abcdef' }
  const config = readConfig({ NODE_ENV: 'production', ...settings, ...given, ...secret })
  expect(config).toMatchObject({ host: '0.0.0.0', port: 4000, migrate: false, publicUrl: 'https://h.example.com' })
  const { terminationGracePeriodSeconds } = workload('Deployment').template.spec
  expect(terminationGracePeriodSeconds * 1_000).toBeGreaterThanOrEqual(config.shutdownDelayMs + 10_000)
})

test('settings are texts, and changed ones replace the pods', () => {
  const settings = { MAX_CHANGE_SIZE: 1_000_000, JIT: 'off', RATE_LIMIT: '20000/200000' }
  expect(renderChart({ settings }).get('ConfigMap')?.data).toEqual({ ...settings, MAX_CHANGE_SIZE: '1000000' })
  const checksum = (values = {}): unknown =>
    workload('Deployment', values).template.metadata.annotations?.['checksum/settings']
  expect(checksum()).toMatch(/^[0-9a-f]{64}$/)
  expect(checksum()).toBe(checksum())
  expect(checksum({ settings })).not.toBe(checksum())
})

test('PUBLIC_URL and TRUST_PROXY can be among the settings', () => {
  const { env = [] } = containerOf(workload('Deployment'))
  expect(env.map(({ name }) => name)).toEqual(['HOST', 'PORT', 'MIGRATE'])
})

test('secrets are referred to by name, and the migration can have its own', () => {
  expect(containerOf(workload('Deployment')).envFrom).toContainEqual({ secretRef: { name: 'supervisor-hierarchy' } })
  expect(containerOf(workload('Job')).envFrom).toEqual([{ secretRef: { name: 'supervisor-hierarchy' } }])
  const split = workload('Job', { migrationSecretName: 'owner' })
  expect(containerOf(split).envFrom).toEqual([{ secretRef: { name: 'owner' } }])
})

test('the migration runs before the servers of an installation or an upgrade', () => {
  const { annotations } = renderChart().get('Job')?.metadata ?? {}
  expect(annotations?.['helm.sh/hook']).toBe('pre-install,pre-upgrade')
  expect(containerOf(workload('Job')).args).toEqual(['migrate'])
})

test('every pod runs as the user of the image, with a read-only root and without capabilities', () => {
  for (const each of [workload('Deployment'), workload('Job')]) {
    expect(each.template.spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 10001 })
    expect(containerOf(each).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    })
    expect(containerOf(each).image).toMatch(/^registry\.example\.com\/supervisor-hierarchy:\d+\.\d+\.\d+$/)
  }
})

test('the probes ask /livez whether to restart, and /readyz whether to send requests', () => {
  const { livenessProbe, readinessProbe } = containerOf(workload('Deployment'))
  expect(livenessProbe?.httpGet).toEqual({ path: '/livez', port: 'http' })
  expect(readinessProbe?.httpGet).toEqual({ path: '/readyz', port: 'http' })
})

test('all selectors select the servers, and not the migration', () => {
  const chart = renderChart({ serviceMonitor: { enabled: true, interval: '15s' } })
  expect(workload('Deployment').selector.matchLabels).toEqual(labels)
  expect(workload('Deployment').template.metadata.labels).toEqual(labels)
  expect(chart.get('Service')?.spec.selector).toEqual(labels)
  for (const kind of ['PodDisruptionBudget', 'ServiceMonitor'])
    expect(chart.get(kind)?.spec.selector).toEqual({ matchLabels: labels })
  expect(chart.get('NetworkPolicy')?.spec.podSelector).toEqual({ matchLabels: labels })
  expect(workload('Job').template.metadata.labels).not.toMatchObject({
    'app.kubernetes.io/name': 'supervisor-hierarchy',
  })
})
