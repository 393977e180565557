import { createHash } from 'node:crypto'
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
 * Renders the chart in deploy/helm, by kind. It knows only what the templates use of Helm: `if` and `range` without nesting, values,
 * and a few functions. Anything else is an error, so that the templates stay this simple.
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
    .replaceAll(/\s*\{\{- if (\S+) \}\}([\s\S]*?)\s*\{\{- end \}\}/g, (_, path: string, block: string) =>
      lookUp(path, scope) ? block : '',
    )
    .replaceAll(
      /\s*\{\{- range (\$\w+), (\$\w+) := (\S+) \}\}([\s\S]*?)\s*\{\{- end \}\}/g,
      (_, key: string, item: string, path: string, block: string) =>
        Object.entries(lookUp(path, scope) as Values)
          .map(([name, value]) => render(block, { ...scope, [key]: name, [item]: value }))
          .join(''),
    )
    .replaceAll(/\{\{ (.+?) \}\}/g, (_, expression: string) => String(evaluate(expression, scope)))
}

function evaluate(expression: string, scope: Values): unknown {
  const [call = '', ...filters] = expression.split(' | ')
  return filters.reduce((value, filter) => callFunction(filter, scope, value), callFunction(call, scope))
}

/** @param piped the last arguments, from before a `|` */
function callFunction(call: string, scope: Values, ...piped: readonly unknown[]): unknown {
  const [name = '', ...terms] = call.match(/\([^)]*\)|"[^"]*"|\S+/g) ?? []
  const args = [...terms.map((term) => valueOf(term, scope)), ...piped]
  if (args.length === 0) return valueOf(name, scope)
  const [first, ...rest] = args
  if (name === 'default') return rest[0] === undefined || rest[0] === '' ? first : rest[0]
  if (name === 'printf') return rest.reduce<string>((text, each) => text.replace('%s', String(each)), String(first))
  if (name === 'quote') return JSON.stringify(String(first))
  if (name === 'toJson') return JSON.stringify(first)
  if (name === 'sha256sum') return createHash('sha256').update(String(first)).digest('hex')
  if (name === 'kindIs') return typeof rest[0] === first
  if (name === 'ternary') return rest[1] === true ? first : rest[0]
  throw new Error(`unknown function ${name}`)
}

function valueOf(term: string, scope: Values): unknown {
  if (term.startsWith('(')) return callFunction(term.slice(1, -1), scope)
  return term.startsWith('"') ? term.slice(1, -1) : lookUp(term, scope)
}

/** @throws {Error} if values.yaml does not have it */
function lookUp(path: string, scope: Values): unknown {
  if (path.startsWith('$')) return scope[path]
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
