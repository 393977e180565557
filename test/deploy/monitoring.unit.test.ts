import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
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
  const { panels } = JSON.parse(readProjectFile('deploy/grafana/fleet.json')) as {
    panels: { title: string; targets: { expr: string }[] }[]
  } // our own file
  const exprs = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
  expect(exprs.length).toBeGreaterThan(12)
  for (const expr of exprs)
    for (const [name] of expr.matchAll(/\bhierarchy_\w+/g))
      expect(page).toContain(`| \`${name.replace(/_(count|bucket|sum)$/, '')}\` |`)
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
