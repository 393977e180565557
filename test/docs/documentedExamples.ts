/** A request that a page shows, and the response that the page shows below it. */
export interface DocumentedExample {
  /** The heading of the section that shows it. */
  readonly section: string
  readonly document: string
  /** The response as the page has it; null if the page has `{}` until the first run writes one. */
  readonly answer: unknown
}

// a GraphQL block and the JSON block that follows it
const example = /```graphql\n(?<document>[^`]*)```\n+```json\n(?<answer>[^`]*)```/g

/** The examples of a page, in their order. */
export function readExamples(page: string): DocumentedExample[] {
  return [...page.matchAll(example)].map(({ index, groups }) => ({
    section: /.*^##+ (.+?)$/ms.exec(page.slice(0, index))?.[1] ?? '',
    document: groups?.document ?? '',
    answer: JSON.parse(groups?.answer ?? '{}') as unknown,
  }))
}

/** The page with other responses, one for each example. */
export function writeAnswers(page: string, answers: readonly unknown[]): string {
  const rest = answers.values()
  return page.replace(example, (_all, document: string) => {
    const { value } = rest.next()
    return `\`\`\`graphql\n${document}\`\`\`\n\n\`\`\`json\n${formatJson(value)}\n\`\`\``
  })
}

/** What differs in each run: ids that the database draws, moments, and cursors. */
const volatile = [
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  /^[\w-]{40,}$/,
]

/** The response, in which each value that differs from run to run is replaced by the value on the page. */
export function keepVolatile(answer: unknown, documented: unknown): unknown {
  if (Array.isArray(answer)) {
    const before: readonly unknown[] = Array.isArray(documented) ? documented : []
    return answer.map((item, i) => keepVolatile(item, before[i]))
  }
  if (typeof answer === 'object' && answer !== null) {
    const before: Readonly<Record<string, unknown>> =
      typeof documented === 'object' && documented !== null ? { ...documented } : {}
    return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, keepVolatile(value, before[key])]))
  }
  const isSame = (kind: RegExp): boolean => kind.test(String(answer)) && kind.test(String(documented))
  return typeof answer === 'string' && typeof documented === 'string' && volatile.some(isSame) ? documented : answer
}

const lineLength = 110

/** As `JSON.stringify`, with whatever has room on one line there. */
function formatJson(value: unknown, indent = ''): string {
  const line = onOneLine(value)
  if (typeof value !== 'object' || value === null || indent.length + line.length <= lineLength) return line
  const inner = `${indent}  `
  const entries = Array.isArray(value)
    ? value.map((item) => formatJson(item, inner))
    : Object.entries(value).map(([key, below]) => `${JSON.stringify(key)}: ${formatJson(below, inner)}`)
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  return `${open}\n${entries.map((entry) => inner + entry).join(',\n')}\n${indent}${close}`
}

function onOneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(onOneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).map(([key, below]) => `${JSON.stringify(key)}: ${onOneLine(below)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}
