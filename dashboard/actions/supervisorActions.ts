import {
  ActivateDocument,
  CreateTeamDocument,
  FailDocument,
  MoveDocument,
  PauseDocument,
  RestartDocument,
  ResumeDocument,
  SpawnDocument,
  TerminateDocument,
  UpdateDocument,
  type ChildPolicy,
  type ImpactFragment,
  type SupervisorAction,
} from '../generated/graphql.ts'
import { names } from '../model/app.ts'
import {
  countOf,
  descriptionField,
  optional,
  reasonField,
  type ActionForm,
  type Field,
  type Step,
  type Values,
} from './ActionForm.ts'
import { change } from './change.ts'
import { runScoped, scopeField, type ScopedDocument } from './runScoped.ts'
import { carryOut, done, parseJson, refused, savedMessage } from './steps.ts'

/** The supervisor that an action changes, as the operator has seen it. */
export interface Target {
  readonly id: string
  readonly name: string
  readonly version: number
  readonly description: string | null
  readonly config: object
  readonly childCount: number
}

/** The form of each action. The server says which of them a supervisor accepts. */
export const supervisorActions: Readonly<Record<SupervisorAction, (target: Target) => ActionForm>> = {
  PAUSE: (target) => scoped(target, 'Pause', PauseDocument, 'Its descendants are blocked until it is resumed.'),
  RESUME: (target) => scoped(target, 'Resume', ResumeDocument, 'It becomes ACTIVE, and its heartbeats are monitored.'),
  RESTART: (target) =>
    scoped(target, 'Restart', RestartDocument, 'It becomes SPAWNING. Your orchestrator starts the process.'),
  ACTIVATE: ({ id, name, version: expectedVersion }) => ({
    label: 'Activate',
    title: `Activate ${name}`,
    note: 'It becomes ACTIVE, as after its first heartbeat.',
    fields: [reasonField],
    submitLabel: 'Activate',
    submit: ({ reason }) =>
      carryOut(ActivateDocument, { id, expectedVersion, reason: optional(reason) }, `${name} is now ACTIVE.`),
  }),
  FAIL: ({ id, name, version: expectedVersion }) => ({
    label: 'Declare failed',
    title: `Declare ${name} failed`,
    isDangerous: true,
    note: 'The restart policy of its parent decides what happens next. Until a restart, its descendants are blocked.',
    fields: [{ ...reasonField, isRequired: true }],
    submitLabel: 'Declare failed',
    submit: ({ reason = '' }) => carryOut(FailDocument, { id, expectedVersion, reason }, `${name} is now FAILED.`),
  }),
  TERMINATE: terminate,
  MOVE: move,
  UPDATE: update,
  SPAWN_CHILD: ({ id, name }) => spawn('Spawn child', `Spawn a child of ${name}`, id),
  CREATE_TEAM: ({ id: supervisorId, name: supervisor }) => ({
    label: 'Create team',
    title: `Create a team of ${supervisor}`,
    fields: [
      { name: 'name', label: 'Name', kind: 'text', isRequired: true },
      { name: 'objective', label: 'Objective', kind: 'text' },
      descriptionField,
    ],
    submitLabel: 'Create',
    submit: ({ name = '', objective, description }) => {
      const values = { name, objective: optional(objective), description: optional(description) }
      return carryOut(
        CreateTeamDocument,
        { id: crypto.randomUUID(), supervisorId, ...values },
        `The team ${name} was created.`,
      )
    },
  }),
}

export const spawnRoot = spawn('Spawn supervisor', 'Spawn a root supervisor', null)

function spawn(label: string, title: string, parentId: string | null): ActionForm {
  return {
    label,
    title,
    note: 'It is created SPAWNING. Your orchestrator starts the process.',
    fields: [
      { name: 'name', label: 'Name', kind: 'text', isRequired: true },
      descriptionField,
      { name: 'config', label: 'Config', kind: 'json', initial: '{}' },
    ],
    submitLabel: 'Spawn',
    submit: ({ name = '', description, config }) => {
      const values = { name, description: optional(description), config: parseJson(config) }
      return carryOut(SpawnDocument, { id: crypto.randomUUID(), parentId, ...values }, `${name} was spawned.`)
    },
  }
}

function scoped(target: Target, label: string, document: ScopedDocument, note: string): ActionForm {
  return {
    label,
    title: `${label} ${target.name}`,
    note,
    fields: target.childCount > 0 ? [scopeField, reasonField] : [reasonField],
    submitLabel: label,
    submit: (values) => runScoped(document, label, target, values),
  }
}

function terminate({ id, name, version: expectedVersion, childCount }: Target): ActionForm {
  const run = async (values: Values, impactToken: string | null): Promise<Step> => {
    const childPolicy = (values.childPolicy ?? 'REJECT') as ChildPolicy
    const input = { id, expectedVersion, childPolicy, reason: optional(values.reason) }
    const outcome = await change(TerminateDocument, { ...input, impactToken, dryRun: impactToken === null })
    if ('refusal' in outcome) return refused(outcome)
    const { impact } = outcome.payload
    if (impactToken !== null) return done(`${name} is now TERMINATED.`)
    return {
      kind: 'confirm',
      impact: describeImpact(impact),
      label: `Terminate ${countOf(impact.supervisors, 'supervisor')}`,
      confirm: () => run(values, impact.token),
    }
  }
  const childPolicy: Field = {
    name: 'childPolicy',
    label: childCount === 1 ? 'Its child' : `Its ${childCount.toLocaleString()} children`,
    kind: 'choice',
    initial: 'REJECT',
    choices: [
      ['REJECT', 'refuse the termination'],
      ['REPARENT', 'move under its parent'],
      ['CASCADE', 'terminate too, with all descendants'],
    ],
  }
  return {
    label: 'Terminate',
    title: `Terminate ${name}`,
    isDangerous: true,
    note: 'A terminated supervisor cannot be restarted. The memberships of its teams end.',
    fields: childCount > 0 ? [childPolicy, reasonField] : [reasonField],
    submitLabel: 'Show the impact',
    submit: (values) => run(values, null),
  }
}

function describeImpact({ supervisors, teams, activeMemberships, activeAgents, reparented }: ImpactFragment): string[] {
  const lines = [
    `${countOf(supervisors, 'supervisor')} terminated`,
    `${countOf(activeMemberships, 'membership')} of ${countOf(activeAgents, 'agent')} in ${countOf(teams, 'team')} ended`,
  ]
  return reparented === 0 ? lines : [...lines, `${reparented.toLocaleString()} children moved`]
}

function move({ id, name, version: expectedVersion }: Target): ActionForm {
  const run = async (values: Values, dryRun: boolean): Promise<Step> => {
    const outcome = await change(MoveDocument, { id, expectedVersion, parentId: optional(values.parentId), dryRun })
    if ('refusal' in outcome) return refused(outcome)
    const moved = countOf(outcome.payload.movedCount, 'supervisor')
    if (!dryRun) return done(`${name} was moved.`)
    const place = values.parentId ? `under ${names.labelOf(values.parentId)}` : 'to the root level'
    const impact = [`${moved} moved ${place}, with all teams`]
    return { kind: 'confirm', impact, label: `Move ${moved}`, confirm: () => run(values, false) }
  }
  return {
    label: 'Move',
    title: `Move ${name}`,
    fields: [
      {
        name: 'parentId',
        label: 'New parent',
        kind: 'supervisor',
        hint: 'Search by name. If empty, the supervisor becomes a root.',
      },
    ],
    submitLabel: 'Show the impact',
    submit: (values) => run(values, true),
  }
}

function update({ id, name: oldName, version: expectedVersion, ...old }: Target): ActionForm {
  return {
    label: 'Edit',
    title: `Edit ${oldName}`,
    fields: [
      { name: 'name', label: 'Name', kind: 'text', initial: oldName, isRequired: true },
      { ...descriptionField, initial: old.description ?? '' },
      { name: 'config', label: 'Config', kind: 'json', initial: JSON.stringify(old.config, null, 2) },
    ],
    submitLabel: 'Save',
    submit: ({ name = '', description, config }) => {
      const values = { name, description: optional(description), config: parseJson(config) }
      return carryOut(UpdateDocument, { id, expectedVersion, ...values }, savedMessage(name))
    },
  }
}
