import { defaultUrl, parseCommandLine, uuid } from '../../support/commandLine.ts'
import { UsageError } from '../../support/UsageError.ts'

export const usageOf = (
  command: string,
) => `Usage: ${command} plan <file.yaml> [--prune] [--parent <uuid>] [--url <url>] [--output json]
       ${command} apply <file.yaml> [--prune --yes] [--dry-run] [--parent <uuid>] [--url <url>] [--output json]
       ${command} export --within <uuid> [--name <name>] [--url <url>]

plan      compares a fleet file with the server, and shows what apply would do
apply     makes these changes: creates, changes, moves and renames supervisors, teams and members
export    writes the fleet file of a subtree to standard output

examples/fleet.yaml shows the format, and examples/fleet.schema.json describes it for editors.

  --prune               also terminate the supervisors, and delete the teams, that the fleet has and the file does not name
  --yes                 confirm the terminations of --prune
  --dry-run             apply: do the same as plan
  --detailed-exit-code  apply: exit code 2 if something was changed
  --parent <uuid>       id of the parent of the file's top supervisors (default: parent in the file, or none: they are roots)
  --within <uuid>       id of the supervisor at the top of the subtree to export
  --name <name>         name of the exported fleet (default: the fleet that owns the subtree, or the name of its top)
  --output json         print the changes as JSON
  --url <url>           endpoint of the server (default: ${defaultUrl})
  --help                show this text

Exit codes: 0 on success, 1 if the arguments or the file are wrong or the server refuses the file, 2 if plan finds changes,
or if apply with --detailed-exit-code made changes.
The token for a server that requires credentials is read from the environment variable API_TOKEN.
`

const options = {
  prune: { type: 'boolean' },
  yes: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'detailed-exit-code': { type: 'boolean' },
  parent: { type: 'string' },
  within: { type: 'string' },
  name: { type: 'string' },
  output: { type: 'string' },
  url: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const

export interface FleetOptions {
  readonly action: 'plan' | 'apply' | 'export'
  readonly file: string
  readonly url: string
  readonly parentId: string | null
  readonly within: string
  readonly name: string | undefined
  readonly prune: boolean
  readonly yes: boolean
  readonly detailedExitCode: boolean
  readonly json: boolean
}

/** The options of the command line; null for --help. @throws {UsageError} */
export function readOptions(args: readonly string[]): FleetOptions | null {
  const { values, positionals } = parseCommandLine({ args: [...args], allowPositionals: true, options }, '; see --help')
  if (values.help) return null
  const [action, file, ...more] = positionals
  if (action !== 'plan' && action !== 'apply' && action !== 'export')
    throw new UsageError(`expected plan, apply or export, got ${action ?? 'nothing'}; see --help`)
  const files = (file === undefined ? 0 : 1) + more.length
  if (files !== (action === 'export' ? 0 : 1))
    throw new UsageError(`expected ${action === 'export' ? 'no file' : 'one file'}, got ${files}; see --help`)
  const { url = defaultUrl, output = 'text', parent = null, within } = values
  if (!URL.canParse(url)) throw new UsageError(`--url: expected a URL such as ${defaultUrl}, got "${url}"`)
  if (output !== 'text' && output !== 'json') throw new UsageError(`--output: expected text or json, got "${output}"`)
  if (parent !== null && !uuid.test(parent)) throw new UsageError(`--parent: expected a UUID, got "${parent}"`)
  if (action === 'export' && !uuid.test(within ?? ''))
    throw new UsageError(
      `--within: expected the UUID of a supervisor, got ${within === undefined ? 'none' : `"${within}"`}`,
    )
  return {
    action: action === 'apply' && values['dry-run'] ? 'plan' : action,
    file: file ?? '',
    url,
    parentId: parent?.toLowerCase() ?? null,
    within: within?.toLowerCase() ?? '',
    name: values.name,
    prune: values.prune ?? false,
    yes: values.yes ?? false,
    detailedExitCode: values['detailed-exit-code'] ?? false,
    json: output === 'json',
  }
}
