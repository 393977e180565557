import { builder } from '../builder.ts'
import type { InputFields } from '../mutation.ts'
import { JSONObject } from '../scalars.ts'
import { TeamMemberInput } from '../team/TeamMemberInput.ts'

const keyFields = (t: InputFields, noun: string, place: string) => ({
  key: t.string({
    required: true,
    description: `Key of the ${noun}, unique in the ${place}: 1 to 255 characters. It stays the same if the ${noun} is renamed.`,
  }),
  previousKey: t.string({
    description: `Key that the ${noun} had before. Ignored if the ${place} has \`key\` already.`,
  }),
})

const unmanaged = 'Omitted: unchanged, or the default of a new object.'

const FleetTeamInput = builder.inputType('FleetTeamInput', {
  description: 'Team of a supervisor of a fleet.',
  fields: (t) => ({
    ...keyFields(t, 'team', 'supervisor'),
    id: t.id({
      description:
        'UUID of the team: of an existing one, or of the one to create. Omitted: the key or the name identifies an existing team, and the server chooses the UUID of a new one.',
    }),
    name: t.string({ required: true, description: 'Name, unique among the teams of the supervisor.' }),
    description: t.string({ description: `Description of the team; null clears it. ${unmanaged}` }),
    objective: t.string({ description: `Objective of the team; null clears it. ${unmanaged}` }),
    config: t.field({ type: JSONObject, description: `Whole configuration of the team. ${unmanaged}` }),
    members: t.field({
      type: [TeamMemberInput],
      description: 'All members of the team, at most 1,000: other agents leave it. Null or omitted: unchanged.',
    }),
  }),
})

export const FleetSupervisorInput = builder.inputType('FleetSupervisorInput', {
  description: 'Supervisor of a fleet.',
  fields: (t) => ({
    ...keyFields(t, 'supervisor', 'fleet'),
    parentKey: t.string({
      description: 'Key of the parent supervisor in the same fleet. Null or omitted: `parentId` of the fleet.',
    }),
    id: t.id({
      description:
        'UUID of the supervisor: of an existing one, which the fleet takes over if no fleet owns it, or of the one to create. Omitted: the key identifies an existing supervisor, and the server chooses the UUID of a new one.',
    }),
    name: t.string({
      required: true,
      description: 'Name, unique among the live children of the parent supervisor, or among the live roots.',
    }),
    description: t.string({ description: `Purpose of the supervisor; null clears it. ${unmanaged}` }),
    config: t.field({
      type: JSONObject,
      description: `Whole configuration for the process of the supervisor. ${unmanaged}`,
    }),
    policyVersionId: t.id({
      description: `UUID of the policy version that the supervisor runs under; null clears it. ${unmanaged}`,
    }),
    fingerprint: t.string({
      description:
        'Hash, or other text of 1 to 255 characters, that the client computes from this input, and from `parentId` of the request if there is no `parentKey`. It must change when a value changes. The server records it, and compares it with `fingerprints` of later requests. Null or omitted: none is recorded.',
    }),
    teams: t.field({ type: [FleetTeamInput], description: 'Teams of the supervisor. Null or omitted: unchanged.' }),
  }),
})

export const FleetFingerprintInput = builder.inputType('FleetFingerprintInput', {
  description: 'Fingerprint of a supervisor of a fleet, in place of its description.',
  fields: (t) => ({
    key: t.string({ required: true, description: 'Key of the supervisor in the fleet.' }),
    fingerprint: t.string({
      required: true,
      description: 'Hash or other text of the client, as in `FleetSupervisorInput.fingerprint`: 1 to 255 characters.',
    }),
  }),
})
