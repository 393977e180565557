import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readProjectFile } from './projectFiles.ts'

/** The sections with threats. Their last column names the tests of the measure. */
const sections: [file: string, heading: string][] = [
  ['SECURITY.md', '## Threat model'],
  ['docs/explanation/threat-model.md', '## What a caller may do'],
  ['docs/explanation/threat-model.md', '## Credentials'],
  ['docs/explanation/threat-model.md', '## How a client can affect others'],
  ['docs/explanation/threat-model.md', '## What a limited caller can learn'],
]

test.each(sections)('each threat in %s, %s, names the tests of its measure', (file, heading) => {
  const page = readProjectFile(file)
  const [, section = ''] = page.slice(page.indexOf(heading)).split(/^##+ /m)
  const threats = section.split('\n').filter((line) => /^\| (?!Threat \||-)/.test(line))
  expect(threats.length).toBeGreaterThan(5)
  for (const threat of threats) {
    const tests = [...threat.matchAll(/`(test\/[\w./]+\.test\.ts)`/g)].map(([, file = '']) => file)
    expect([threat, tests.length > 0]).toEqual([threat, true])
    for (const file of tests) expect([file, existsSync(file)]).toEqual([file, true])
  }
})
