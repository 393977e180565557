import { schema as declaredSchema } from '../schema/index.ts'
import { chargeLists } from './chargeLists.ts'

/** The schema of the API, with lists that charge the budget of their request. */
export const schema = chargeLists(declaredSchema)
