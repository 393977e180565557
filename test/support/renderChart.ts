import { parse, parseAllDocuments } from 'yaml'
import { listFiles, readProjectFile } from '../docs/projectFiles.ts'

export interface Manifest {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> }
  readonly spec: Readonly<Record<string, unknown>>
  readonly data?: Readonly<Record<string, string>>
}

type Values = Readonly<Record<string, unknown>>

/**
 * Renders the chart in deploy/helm, by kind. It knows only what the templates use of Helm: `if` without nesting, values, `default`,
 * `printf`, `quote` and `toJson`. Anything else is an error, so that the templates stay this simple.
 */
export function renderChart(overrides: Values = {}): Map<string, Manifest> {
  const chart = parse(readProjectFile('deploy/helm/Chart.yaml')) as { appVersion: string }
  const values = { ...(parse(readProjectFile('deploy/helm/values.yaml')) as Values), ...overrides }
  const scope = { Values: values, Chart: { AppVersion: chart.appVersion }, Release: { Name: 'fleet' } }
  const manifests = listFiles('deploy/helm/templates', /\.yaml$/)
    .map((file) => render(readProjectFile(file), scope))
    .flatMap((text) =>
      parseAllDocuments(text).map((document) => ({
        errors: document.errors,
        value: document.toJS() as Manifest | null,
      })),
    )
  for (const { errors } of manifests) if (errors[0]) throw errors[0]
  return new Map(manifests.flatMap(({ value }) => (value ? [[value.kind, value]] : [])))
}

function render(template: string, scope: Values): string {
  return template
    .replaceAll(/\{\{- if (\S+) \}\}\n([\s\S]*?)\{\{- end \}\}/g, (_, path: string, block: string) =>
      lookUp(path, scope) ? block : '',
    )
    .replaceAll(/\{\{ (.+?) \}\}/g, (_, expression: string) => String(evaluate(expression, scope)))
}

function evaluate(expression: string, scope: Values): unknown {
  const [call = '', ...filters] = expression.split(' | ')
  return filters.reduce<unknown>(
    (value, filter) => {
      if (filter === 'quote' || filter === 'toJson') return JSON.stringify(value)
      throw new Error(`unknown filter ${filter}`)
    },
    callFunction(call, scope),
  )
}

function callFunction(call: string, scope: Values): unknown {
  const terms = call.match(/\([^)]*\)|"[^"]*"|\S+/g) ?? []
  const [name = '', ...args] = terms
  if (args.length === 0) return valueOf(name, scope)
  const [first, ...rest] = args.map((term) => valueOf(term, scope))
  if (name === 'default') return rest[0] === undefined || rest[0] === '' ? first : rest[0]
  if (name === 'printf') return rest.reduce<string>((text, each) => text.replace('%s', String(each)), String(first))
  throw new Error(`unknown function ${name}`)
}

function valueOf(term: string, scope: Values): unknown {
  if (term.startsWith('(')) return callFunction(term.slice(1, -1), scope)
  return term.startsWith('"') ? term.slice(1, -1) : lookUp(term, scope)
}

/** @throws {Error} if values.yaml does not have it */
function lookUp(path: string, scope: Values): unknown {
  if (!path.startsWith('.')) throw new Error(`expected a value, got ${path}`)
  return path
    .slice(1)
    .split('.')
    .reduce<unknown>((value, key) => {
      const next = (value as Values)[key]
      if (next === undefined) throw new Error(`${path} has no default in values.yaml`)
      return next
    }, scope)
}
