const agent = (n: number): string => `a0000000-0000-4000-8000-${String(n).padStart(12, '0')}`

export const original = `fleet: acme
supervisors:
  - name: acme
    description: The whole company.
    config: { heartbeat_interval: 60, restart: { max_restarts: 3 } }
    children:
      - name: eu
        key: europe
        policyVersionId: b0000000-0000-4000-8000-000000000001
        teams:
          - name: crew
            key: crew
            objective: Ship it.
            config: { size: 2 }
            members:
              - ${agent(1)}
              - { agentId: ${agent(2)}, role: LEAD, metadata: { shift: day } }
          - name: guests
        children:
          - name: billing
            key: billing
          - name: sales
      - name: desk
        key: acme/eu/desk
      - name: us
        config: { region: us }
        children:
          - name: ops
`

interface Edit {
  readonly name: string
  readonly edit: (text: string) => string
  /** What happens on the server in between, as SQL. */
  readonly by?: string
  /** The lines of the plan. */
  readonly plan: readonly string[]
  readonly prune?: true
}

const replace = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to)
const same = (text: string): string => text
const all =
  (...steps: ((text: string) => string)[]) =>
  (text: string) =>
    steps.reduce((at, step) => step(at), text)

export const edits: readonly Edit[] = [
  { name: 'nothing', edit: same, plan: [] },
  { name: 'a comment and blank lines', edit: replace('supervisors:', '# all of them\n\nsupervisors:'), plan: [] },
  {
    name: 'another order of keys',
    edit: replace(
      '  - name: acme\n    description: The whole company.',
      '  - description: The whole company.\n    name: acme',
    ),
    plan: [],
  },
  {
    name: 'another order of siblings',
    edit: replace(/( {10}- name: billing\n {12}key: billing\n)( {10}- name: sales\n)/, '$2$1'),
    plan: [],
  },
  { name: 'a rename by key', edit: replace('- name: eu\n', '- name: europe\n'), plan: ['~ rename europe'] },
  {
    name: 'a rename of a parent by key, whose children have no keys',
    edit: replace('- name: eu\n', '- name: everywhere\n'),
    plan: ['~ rename europe'],
  },
  {
    name: 'a rename without a key, by an entry of moved',
    edit: all(
      replace('- name: us\n', '- name: usa\n'),
      replace('supervisors:', 'moved:\n  - { from: acme/us, to: acme/usa }\nsupervisors:'),
    ),
    plan: ['= take over acme/usa', '~ rename acme/usa', '= take over acme/usa/ops'],
  },
  {
    name: 'a rename without a key or an entry of moved',
    edit: replace('- name: ops\n', '- name: operations\n'),
    plan: ['+ create acme/us/operations', '? not in the file: acme/us/ops'],
  },
  {
    name: 'the same, pruned',
    edit: replace('- name: ops\n', '- name: operations\n'),
    plan: ['+ create acme/us/operations', '- terminate acme/us/ops'],
    prune: true,
  },
  { name: 'a change of case', edit: replace('- name: eu\n', '- name: EU\n'), plan: ['~ rename europe'] },
  {
    name: 'a move by key',
    edit: all(
      replace('          - name: billing\n            key: billing\n', ''),
      replace(
        '          - name: ops\n',
        '          - name: ops\n          - name: billing\n            key: billing\n',
      ),
    ),
    plan: ['~ move billing'],
  },
  {
    name: 'a move to the top',
    edit: all(
      replace('          - name: billing\n            key: billing\n', ''),
      (text) => `${text}  - name: billing\n    key: billing\n`,
    ),
    plan: ['~ move billing'],
  },
  {
    name: 'a move and a rename together',
    edit: all(
      replace('          - name: billing\n            key: billing\n', ''),
      (text) => `${text}  - name: invoices\n    key: billing\n`,
    ),
    plan: ['~ move billing', '~ rename billing'],
  },
  {
    name: 'two swapped names',
    edit: all(
      replace('name: eu\n', 'name: swap\n'),
      replace('name: desk\n', 'name: eu\n'),
      replace('name: swap\n', 'name: desk\n'),
    ),
    plan: ['~ rename europe', '~ rename acme/eu/desk'],
  },
  {
    name: 'a move under its own child',
    edit: replace(
      / {6}- name: eu\n[\s\S]*? {6}- name: desk\n/,
      '      - name: billing\n        key: billing\n        children:\n          - name: eu\n            key: europe\n            children:\n              - name: sales\n      - name: desk\n',
    ),
    plan: [
      '~ move billing',
      '~ move europe',
      '? not in the file: team crew of europe',
      '? not in the file: team guests of europe',
    ],
  },
  {
    name: 'the name of a supervisor that is removed, for a new one',
    edit: replace('      - name: desk\n        key: acme/eu/desk\n', '      - name: desk\n        key: new-desk\n'),
    plan: ['+ create new-desk', '- terminate acme/eu/desk'],
    prune: true,
  },
  { name: 'a new description', edit: replace('The whole company.', 'All of it.'), plan: ['~ update acme'] },
  {
    name: 'a cleared description',
    edit: replace('description: The whole company.', 'description:'),
    plan: ['~ update acme'],
  },
  {
    name: 'a description that the file no longer sets',
    edit: replace('    description: The whole company.\n', ''),
    plan: [],
  },
  { name: 'a new max_restarts', edit: replace('max_restarts: 3', 'max_restarts: 4'), plan: ['~ update acme'] },
  { name: 'a config without a key', edit: replace(', restart: { max_restarts: 3 }', ''), plan: ['~ update acme'] },
  { name: 'an emptied config', edit: replace('config: { region: us }', 'config: {}'), plan: ['~ update acme/us'] },
  {
    name: 'a nested key of a config',
    edit: replace('{ region: us }', '{ region: us, limits: { cpu: [1, 2.5, null] } }'),
    plan: ['~ update acme/us'],
  },
  {
    name: 'another policy version',
    edit: replace(
      'policyVersionId: b0000000-0000-4000-8000-000000000001',
      'policyVersionId: b0000000-0000-4000-8000-000000000002',
    ),
    plan: ['~ update europe'],
  },
  {
    name: 'a cleared policy version',
    edit: replace('policyVersionId: b0000000-0000-4000-8000-000000000001', 'policyVersionId:'),
    plan: ['~ update europe'],
  },
  {
    name: 'the process to run',
    edit: replace(
      '        key: acme/eu/desk\n',
      '        key: acme/eu/desk\n        run: { command: ./desk, args: [--quiet] }\n',
    ),
    plan: ['~ update acme/eu/desk'],
  },
  { name: 'a new leaf', edit: (text) => `${text}          - name: dev\n`, plan: ['+ create acme/us/dev'] },
  {
    name: 'a new subtree with a team',
    edit: (text) =>
      `${text}  - name: lab\n    children:\n      - name: one\n        teams:\n          - name: t\n            members: [${agent(9)}]\n`,
    plan: ['+ create lab', '+ create lab/one (with 1 team and 1 member)'],
  },
  {
    name: 'a new parent between two levels',
    edit: replace(
      '          - name: billing\n            key: billing\n',
      '          - name: finance\n            children:\n              - name: billing\n                key: billing\n',
    ),
    plan: ['+ create europe/finance', '~ move billing'],
  },
  {
    name: 'a removed leaf, not pruned',
    edit: replace('          - name: ops\n', ''),
    plan: ['? not in the file: acme/us/ops'],
  },
  {
    name: 'a removed subtree, pruned',
    edit: replace(/ {6}- name: us\n[\s\S]*$/, ''),
    plan: ['- terminate acme/us/ops', '- terminate acme/us'],
    prune: true,
  },
  {
    name: 'a removed parent whose child moves up, pruned',
    edit: replace(/ {6}- name: us\n[\s\S]*$/, '      - name: ops\n        key: acme/us/ops\n'),
    plan: ['~ move acme/us/ops', '- terminate acme/us'],
    prune: true,
  },
  {
    name: 'everything removed, pruned',
    edit: () => 'fleet: acme\nsupervisors: []\n',
    plan: [
      '- terminate acme/us/ops',
      '- terminate billing',
      '- terminate europe/sales',
      '- terminate acme/eu/desk',
      '- terminate acme/us',
      '- terminate europe',
      '- terminate acme',
    ],
    prune: true,
  },
  {
    name: 'an additional member',
    edit: replace('members:\n', `members:\n              - ${agent(3)}\n`),
    plan: [`+ add ${agent(3)} in team crew of europe`],
  },
  {
    name: 'a member less',
    edit: replace(`              - ${agent(1)}\n`, ''),
    plan: [`- remove ${agent(1)} in team crew of europe`],
  },
  {
    name: 'another role and other metadata',
    edit: replace('role: LEAD, metadata: { shift: day }', 'role: HEAD, metadata: { shift: night }'),
    plan: [`~ update ${agent(2)} in team crew of europe`],
  },
  {
    name: 'a renamed team by key',
    edit: replace('- name: crew\n', '- name: staff\n'),
    plan: ['~ rename team crew of europe'],
  },
  {
    name: 'a changed team',
    edit: replace('objective: Ship it.', 'objective:'),
    plan: ['~ update team crew of europe'],
  },
  {
    name: 'a new team',
    edit: replace('          - name: guests\n', '          - name: guests\n          - name: night\n'),
    plan: ['+ create team night of europe'],
  },
  {
    name: 'a removed team, not pruned',
    edit: replace('          - name: guests\n', ''),
    plan: ['? not in the file: team guests of europe'],
  },
  {
    name: 'a removed team, pruned',
    edit: replace('          - name: guests\n', ''),
    plan: ['- delete team guests of europe'],
    prune: true,
  },
  {
    name: 'a supervisor that was terminated by hand',
    edit: same,
    by: `UPDATE supervisors SET status = 'TERMINATED' WHERE name = 'ops'`,
    plan: ['+ create again acme/us/ops'],
  },
  {
    name: 'a subtree that was terminated by hand',
    edit: same,
    by: `UPDATE supervisors SET status = 'TERMINATED' WHERE name IN ('us', 'ops')`,
    plan: ['+ create again acme/us', '+ create again acme/us/ops'],
  },
  {
    name: 'a description that was changed by hand',
    edit: same,
    by: `UPDATE supervisors SET description = 'mine' WHERE name = 'acme'`,
    plan: ['~ update acme'],
  },
  {
    name: 'a description that the file does not set, changed by hand',
    edit: same,
    by: `UPDATE supervisors SET description = 'mine' WHERE name = 'ops'`,
    plan: [],
  },
  {
    name: 'a supervisor that was moved by hand',
    edit: same,
    by: `UPDATE supervisors SET parent_id = NULL WHERE name = 'ops'`,
    plan: ['~ move acme/us/ops'],
  },
  {
    name: 'a supervisor that was deleted in SQL',
    edit: same,
    by: `DELETE FROM supervisors WHERE name = 'ops'`,
    plan: ['+ create acme/us/ops'],
  },
  {
    name: 'children of another client, which stay',
    edit: same,
    by: `INSERT INTO supervisors (name, parent_id) SELECT 'theirs', id FROM supervisors WHERE name = 'us'`,
    plan: [],
  },
]

interface Refused extends Omit<Edit, 'plan' | 'prune'> {
  readonly says: RegExp
  readonly args?: readonly string[]
}

export const refused: readonly Refused[] = [
  {
    name: 'an interval out of range',
    edit: replace('heartbeat_interval: 60', 'heartbeat_interval: 5'),
    says: /fleet\.yaml:5:15: config\.heartbeat_interval: expected a whole number of seconds from 10 to 300, got 5/,
  },
  {
    name: 'an unknown key of a restart policy',
    edit: replace('max_restarts: 3', 'max_restart: 3'),
    says: /fleet\.yaml:5:50: .*max_restarts/,
  },
  {
    name: 'a name that is too long',
    edit: replace('name: ops', `name: ${'o'.repeat(256)}\n            key: o`),
    says: /fleet\.yaml:\d+:\d+: expected 1 to 255 characters, got 256/,
  },
  { name: 'an unknown parent', edit: same, args: ['--parent', agent(1)], says: /^--parent: .*not found/ },
  {
    name: 'a new child of a FAILED supervisor',
    edit: (text) => `${text}          - name: dev\n`,
    by: `UPDATE supervisors SET status = 'FAILED' WHERE name = 'us'`,
    says: /fleet\.yaml:\d+:\d+: .* is FAILED/,
  },
  {
    name: 'a removed parent with a child of another client',
    edit: replace(/ {6}- name: us\n[\s\S]*$/, ''),
    args: ['--prune', '--yes'],
    by: `INSERT INTO supervisors (name, parent_id) SELECT 'theirs', id FROM supervisors WHERE name = 'us'`,
    says: /has 1 live child/,
  },
  {
    name: 'a name that another client has taken',
    edit: (text) => `${text}          - name: dev\n`,
    by: `INSERT INTO supervisors (name, parent_id) SELECT 'dev', id FROM supervisors WHERE name = 'us'`,
    says: /fleet\.yaml:\d+:\d+: Name "dev" is already used/,
  },
  {
    name: 'too many levels',
    edit: (text) =>
      `${text}${Array.from({ length: 9 }, (_, i) => `${' '.repeat(12 + 4 * i)}children:\n${' '.repeat(14 + 4 * i)}- name: l${i}\n`).join('')}`,
    says: /Level 11 exceeds the maximum level 10/,
  },
]
