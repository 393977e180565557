import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readProjectFile } from './projectFiles.ts'

const page = readProjectFile('docs/explanation/threat-model.md')
const sectionsWithTests = ['## What a caller may do', '## What a limited caller can learn']

test('each threat of the threat model names the tests of its measure', () => {
  const threats = sectionsWithTests.flatMap((heading) =>
    page
      .slice(page.indexOf(heading))
      .split(/^## /m)[1]
      ?.split('\n')
      .filter((line) => /^\| (?!Threat \||-)/.test(line)),
  )
  expect(threats.length).toBeGreaterThan(10)
  for (const threat of threats) {
    const tests = [...(threat ?? '').matchAll(/`(test\/[\w./]+\.test\.ts)`/g)].map(([, file = '']) => file)
    expect([threat, tests.length > 0]).toEqual([threat, true])
    for (const file of tests) expect([file, existsSync(file)]).toEqual([file, true])
  }
})
