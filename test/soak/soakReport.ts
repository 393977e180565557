import { writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { stripVTControlCharacters } from 'node:util'
import { format, resolveConfig } from 'prettier'
import type { UserConsoleLog } from 'vitest'
import type { TestModule, TestRunEndReason } from 'vitest/node'
import type { Reporter } from 'vitest/reporters'

/** A line with a measurement that a test prints: the topic, a colon and the values. */
const finding =
  /^(race|feed|subscriptions|model|kill|sweeper|heartbeats|held move|move|cascade|large subtree|killed backends|black hole|dashboard|fuzzer|fleet|processes): (.+)$/

/** Writes a report of `npm run soak` in Markdown: the settings, the outcome and what the tests printed. */
export class SoakReport implements Reporter {
  readonly #path: string
  readonly #settings: Readonly<Record<string, string>>
  readonly #findings = new Map<string, string[]>()
  #began = 0

  constructor(path: string, settings: Readonly<Record<string, string>>) {
    this.#path = path
    this.#settings = settings
  }

  onTestRunStart(): void {
    this.#began = Date.now()
  }

  onUserConsoleLog({ content }: UserConsoleLog): void {
    for (const line of stripVTControlCharacters(content).split('\n')) {
      const [, topic = '', text = ''] = finding.exec(line.trim()) ?? []
      if (topic !== '') this.#findings.set(topic, [...(this.#findings.get(topic) ?? []), text])
    }
  }

  async onTestRunEnd(modules: readonly TestModule[], _errors: unknown, reason: TestRunEndReason): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    if (tests.some((test) => test.result().state === 'skipped')) return // a run with `-t` is no full report
    const failed = tests.filter((test) => test.result().state === 'failed')
    const lines = [
      '# Measurements of the long test runs',
      '',
      `Written by \`npm run soak\`, which runs the tests of races, kills and long waits with ${Object.entries(
        this.#settings,
      )
        .map(([name, value]) => `\`${name}=${value}\``)
        .join(', ')}.`,
      '',
      `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${
        process.env.TEST_DATABASE_URL ? 'the PostgreSQL of TEST_DATABASE_URL' : 'the embedded PostgreSQL'
      }, ${availableParallelism()} cores (${cpus()[0]?.model.trim() ?? 'unknown'}), ${Math.round((Date.now() - this.#began) / 1_000)} s: ${tests.length} tests, ${
        reason === 'passed' ? 'all passed' : `${failed.length} failed`
      }.`,
      ...(failed.length > 0 ? ['', ...failed.map((test) => `- **failed**: ${test.fullName}`)] : []),
      ...[...this.#findings].flatMap(([topic, texts]) => [
        '',
        `## ${topic}`,
        '',
        ...texts.map((text) => `- ${escapeMarkdown(text)}`),
      ]),
      '',
    ]
    const options = await resolveConfig(this.#path)
    writeFileSync(this.#path, await format(lines.join('\n'), { ...options, parser: 'markdown' }))
  }
}

function escapeMarkdown(text: string): string {
  return text.replace(/[*_]/g, '\\$&').replace(/\{.*?\}/g, (json) => `\`${json.replaceAll('\\', '')}\``)
}
