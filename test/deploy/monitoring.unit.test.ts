import type { Dashboard } from '@grafana/schema'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { readReference, sectionOf } from '../docs/pages.ts'
import { projectDirectory, readProjectFile } from '../docs/projectFiles.ts'

interface Rules {
  groups: { rules: { alert: string; expr: string; for?: string; labels: object; annotations: { summary: string } }[] }[]
}
const page = readReference('metrics')
const rules = (parse(readProjectFile('deploy/prometheus/rules.yml')) as Rules).groups.flatMap((group) => group.rules)
const hasPromtool = spawnSync('promtool', ['--version']).error === undefined

test('the rules are the alerts of metrics.md', () => {
  const rows = [...sectionOf(page, 'What to alert on').matchAll(/^\| `([^`]+)`(?: for (\d+) min)? \|/gm)]
  expect(rules.map((rule) => [rule.expr, rule.for])).toEqual(
    rows.map(([, expr, minutes]) => [expr, minutes && `${minutes}m`]),
  )
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
})

test('the dashboard uses only metrics that exist', () => {
  const { panels = [] } = JSON.parse(readProjectFile('deploy/grafana/fleet.json')) as Dashboard // the test below checks it
  const exprs = panels
    .flatMap((panel) => ('targets' in panel ? (panel.targets ?? []) : []))
    .map(({ expr }) => String(expr))
  expect(exprs.length).toBeGreaterThan(12)
  for (const expr of exprs)
    for (const [name] of expr.matchAll(/\bhierarchy_\w+/g))
      expect(page).toContain(`| \`${name.replace(/_(count|bucket|sum)$/, '')}\` |`)
})

test('the dashboard has the type that Grafana gives its dashboards', () => {
  const dashboard = readProjectFile('deploy/grafana/fleet.json')
  expect(typeErrors(dashboard)).toEqual([])
  expect(typeErrors(dashboard.replace('"panels": [', '"panels": [{ "gridPos": 1 },'))).toContain(
    "Type 'number' is not assignable to type 'GridPos'.",
  )
})

test.skipIf(!hasPromtool)('promtool accepts the rules and the scrape configuration', () => {
  const files = [
    ['check', 'rules', 'deploy/prometheus/rules.yml'],
    ['check', 'config', '--syntax-only', 'deploy/prometheus/prometheus.yml'],
  ]
  for (const args of files) {
    const { status, stderr } = spawnSync('promtool', args, { cwd: join(projectDirectory), encoding: 'utf8' })
    expect({ status, stderr }).toMatchObject({ status: 0 })
  }
})

/** @returns what the compiler says if `json` is given where Grafana's schema expects a dashboard */
function typeErrors(json: string): string[] {
  const file = join(projectDirectory, 'dashboard.ts')
  const text = `import type { Dashboard } from '@grafana/schema'\nexport const dashboard: Dashboard = ${json}`
  const options = { strict: true, noEmit: true, skipLibCheck: true, moduleResolution: ts.ModuleResolutionKind.Bundler }
  const host = ts.createCompilerHost(options)
  const { fileExists, getSourceFile } = host
  host.fileExists = (name) => name === file || fileExists(name)
  host.getSourceFile = (name, version) =>
    name === file ? ts.createSourceFile(name, text, version) : getSourceFile(name, version)
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))
}
