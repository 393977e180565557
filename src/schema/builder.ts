import SchemaBuilder from '@pothos/core'
import ErrorsPlugin from '@pothos/plugin-errors'
import PrismaPlugin from '@pothos/plugin-prisma'
import type { Context } from '../context.ts'
import type PrismaTypes from '../db/generated/pothos.ts'
import { getDatamodel } from '../db/generated/pothos.ts'
import type { MembershipRow, SupervisorRow, TeamRow } from '../db/queries/rows.ts'

/** Prisma's types, with the rows that the loaders really give. */
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

/** The schema types with the defaults of Pothos, as the types of fields and refs name them. */
export type Types = PothosSchemaTypes.ExtendDefaultTypes<SchemaTypes>

/** The errors plugin comes first: it has to see what the others throw. */
export const builder = new SchemaBuilder<SchemaTypes>({
  plugins: [ErrorsPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  errors: {
    directResult: true,
    // TerminateSupervisorResult is the union of TerminateSupervisorPayload and the errors
    defaultUnionOptions: { name: ({ fieldName }) => `${fieldName.charAt(0).toUpperCase()}${fieldName.slice(1)}Result` },
  },
  prisma: {
    // models and types only: the loaders read, and write transactions hold the hierarchy's lock, on the driver (docs/adr/0001)
    client: () => {
      throw new Error('no field of this schema reads through Prisma')
    },
    dmmf: getDatamodel(),
    onUnusedQuery: 'error',
  },
})
