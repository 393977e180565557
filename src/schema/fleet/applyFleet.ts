import {
  AlreadyMemberError,
  ConfirmationRequiredError,
  ConflictError,
  CycleError,
  HasLiveChildrenError,
  LevelLimitError,
  LimitExceededError,
  NameTakenError,
  NotFoundError,
  ParentUnavailableError,
} from '../../domain/errors.ts'
import type {
  FleetComparison as Comparison,
  UnlistedSupervisor as Unlisted,
} from '../../domain/fleet/fleetComparison.ts'
import type { FleetChange as Change } from '../../domain/fleet/fleetChange.ts'
import { applyFleet } from '../../resolvers/fleet/applyFleet.ts'
import { builder } from '../builder.ts'
import { FleetChangeKind, FleetObject, SupervisorStatus } from '../enums.ts'
import { dryRunField } from '../inputFields.ts'
import { mutation } from '../mutation.ts'
import { changedField } from '../payloadFields.ts'
import { JSONObject } from '../scalars.ts'
import { reasonField } from '../supervisor/transitions.ts'
import { TerminationImpact } from '../supervisor/TerminationImpact.ts'
import { FleetFingerprintInput, FleetSupervisorInput } from './inputs.ts'

const FleetChange = builder.objectRef<Change>('FleetChange').implement({
  description: 'One difference between a fleet and its description.',
  fields: (t) => ({
    kind: t.expose('kind', { type: FleetChangeKind, description: 'Kind of the change.' }),
    object: t.expose('object', { type: FleetObject, description: 'Kind of the object that changes.' }),
    key: t.exposeString('key', { description: 'Key of the supervisor in the fleet.' }),
    teamKey: t.exposeString('teamKey', {
      nullable: true,
      description: 'Key of the team in its supervisor; null for a supervisor.',
    }),
    agentId: t.exposeID('agentId', { nullable: true, description: 'UUID of the agent; null unless a member changes.' }),
    id: t.exposeID('id', {
      nullable: true,
      description: 'UUID of the existing supervisor, team or membership; null if the change creates it.',
    }),
    name: t.exposeString('name', { description: 'Name after the change. The UUID of the agent for a member.' }),
    before: t.expose('before', {
      type: JSONObject,
      nullable: true,
      description: 'Changed fields before the change; null if the object is created or removed.',
    }),
    after: t.expose('after', {
      type: JSONObject,
      nullable: true,
      description: 'Changed fields after the change, or all fields of a new object; null if the object is removed.',
    }),
    drift: t.exposeStringList('drift', {
      description: 'Changed fields that another client has changed since the last apply.',
    }),
    teams: t.exposeInt('teams', { description: 'Number of teams that are created with a new supervisor.' }),
    members: t.exposeInt('members', {
      description: 'Number of members that join with a new supervisor or team, or leave with a removed team.',
    }),
  }),
})

const UnlistedTeam = builder.objectRef<{ readonly key: string; readonly teamKey: string }>('UnlistedTeam').implement({
  description: 'Team of a fleet that its description does not contain.',
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Key of the supervisor.' }),
    teamKey: t.exposeString('teamKey', { description: 'Key of the team in its supervisor.' }),
  }),
})

const UnlistedSupervisor = builder.objectRef<Unlisted>('UnlistedSupervisor').implement({
  description: 'Live supervisor of the fleet whose key is not in `fingerprints`.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'UUID of the supervisor.' }),
    key: t.exposeString('key', { description: 'Key of the supervisor in the fleet.' }),
    name: t.exposeString('name', { description: 'Name of the supervisor.' }),
    status: t.expose('status', { type: SupervisorStatus, description: 'Status of the supervisor.' }),
  }),
})

const FleetComparison = builder.objectRef<Comparison>('FleetComparison').implement({
  description: 'Differences between a fleet and the given fingerprints.',
  fields: (t) => ({
    missing: t.exposeStringList('missing', {
      description: 'Given keys that no live supervisor of the fleet has.',
    }),
    different: t.exposeStringList('different', {
      description:
        'Given keys of supervisors to send again. The fingerprint differs from that of the last apply, or a value that the last apply set has changed since, also in teams and members.',
    }),
    unlisted: t.expose('unlisted', {
      type: [UnlistedSupervisor],
      description: 'Live supervisors of the fleet whose keys are not given, by key.',
    }),
  }),
})

mutation('applyFleet', {
  description:
    'Makes supervisors of a fleet, with their teams and members, as the input describes them: all of them, or none if a part is refused. Creates what is missing, and changes what differs. Omitted fields, and supervisors that the input does not list, are unchanged. A repeated request changes nothing. The fleet owns its supervisors under keys, so that two fleets never change the same supervisor. The `path` of an error names the refused part.',
  input: {
    description: 'Description of the fleet, and options of the request.',
    fields: (t) => ({
      fleet: t.string({
        required: true,
        description:
          'Name of the fleet, 1 to 255 characters. Fleets of callers with different subtrees are different, even with the same name.',
      }),
      parentId: t.id({
        description:
          'UUID of the parent supervisor of the supervisors without `parentKey`. Null or omitted: they are roots.',
      }),
      supervisors: t.field({
        type: [FleetSupervisorInput],
        required: true,
        description: 'Supervisors, in any order: at most 5,000, with at most 10,000 teams and 20,000 members.',
      }),
      remove: t.stringList({
        description:
          'Keys of supervisors to terminate, at most 5,000. Their live children must be in this list too, or move elsewhere in the same request. Unknown keys are ignored.',
      }),
      fingerprints: t.field({
        type: [FleetFingerprintInput],
        description:
          'With `dryRun`: fingerprints to compare with the fleet, at most 50,000. `comparison` lists the supervisors that differ. The client then sends only those.',
      }),
      pruneTeams: t.boolean({
        defaultValue: false,
        description: 'Whether to delete the teams of the fleet that a listed supervisor with `teams` no longer has.',
      }),
      dryRun: dryRunField(t, ' Needs no `impactToken`.'),
      partial: t.boolean({
        defaultValue: false,
        description:
          'With `dryRun`: the input is a part of a larger fleet. Parents that other parts create, names that they free, cycles and levels are not checked.',
      }),
      impactToken: t.string({
        description:
          '`token` of the impact that the client has reviewed, from a dry run or from ConfirmationRequiredError. Not needed if few agents are affected.',
      }),
      ...reasonField(t),
    }),
  },
  payload: {
    description: 'Changes that the request made, or would make with `dryRun`.',
    fields: (t) => ({
      changed: changedField(
        t,
        ' Always false with `dryRun`, and false if the request only takes over the ownership of objects.',
      ),
      changes: t.expose('changes', {
        type: [FleetChange],
        description:
          'Changes in the order of the input; supervisors to terminate come last. Empty if the fleet is as described.',
      }),
      unlistedTeams: t.expose('unlistedTeams', {
        type: [UnlistedTeam],
        description: 'Teams of the fleet that a listed supervisor with `teams` does not list. Empty with `pruneTeams`.',
      }),
      comparison: t.expose('comparison', {
        type: FleetComparison,
        nullable: true,
        description: 'Result of the comparison with `fingerprints`; null without them.',
      }),
      impact: t.expose('impact', { type: TerminationImpact, description: 'Impact of the terminations together.' }),
    }),
  },
  errors: [
    NotFoundError,
    ConflictError,
    NameTakenError,
    ParentUnavailableError,
    CycleError,
    LevelLimitError,
    HasLiveChildrenError,
    LimitExceededError,
    AlreadyMemberError,
    ConfirmationRequiredError,
  ],
  useCase: applyFleet,
})
