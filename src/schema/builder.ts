import SchemaBuilder from '@pothos/core'
import ErrorsPlugin from '@pothos/plugin-errors'
import PrismaPlugin from '@pothos/plugin-prisma'
import type { Context } from '../context.ts'
import type PrismaTypes from '../db/generated/pothos.ts'
import { getDatamodel } from '../db/generated/pothos.ts'
import type { MembershipRow, SupervisorRow, TeamRow } from '../db/queries/rows.ts'

/** The types that Prisma generates, with the rows that the loaders return in place of whole models. */
type Models = Omit<PrismaTypes, 'Supervisor' | 'SupervisorTeam' | 'SupervisorTeamMember'> & {
  Supervisor: Omit<PrismaTypes['Supervisor'], 'Shape'> & { Shape: SupervisorRow }
  SupervisorTeam: Omit<PrismaTypes['SupervisorTeam'], 'Shape'> & { Shape: TeamRow }
  SupervisorTeamMember: Omit<PrismaTypes['SupervisorTeamMember'], 'Shape'> & { Shape: MembershipRow }
}

export interface SchemaTypes {
  Context: Context
  PrismaTypes: Models
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    DateTime: { Input: Date; Output: Date }
    JSONObject: { Input: unknown; Output: unknown }
  }
}

/** `SchemaTypes` with the defaults of Pothos: the type parameter of its field builders and refs. */
export type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>

/**
 * The one schema builder. Importing it registers nothing: each file of `src/schema` adds its types and fields to it, and
 * `index.ts` imports them all and builds the schema. Fields are non-null unless they say `nullable: true`.
 */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, PrismaPlugin], // the errors plugin wraps the others, so it must come first
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    // for example, TerminateSupervisorResult is the union of TerminateSupervisorPayload and its errors
    defaultUnionOptions: { name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result` },
  },
  prisma: {
    // Prisma provides types only. Reads go through the loaders, and writes hold the hierarchy lock: both use the driver
    // (docs/adr/0001).
    client: () => {
      throw new Error('Fields do not read through Prisma: use a loader')
    },
    dmmf: getDatamodel(),
    onUnusedQuery: 'error',
  },
})
