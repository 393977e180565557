import type { SupervisorDetailsQuery } from '../generated/graphql.ts'

export type Details = NonNullable<SupervisorDetailsQuery['supervisor']>
