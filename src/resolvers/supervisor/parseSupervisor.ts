import type { NewSupervisor } from '../../db/queries/supervisors.ts'
import type { InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseJsonObject, parseName, parseOptionalId, parseText, type JsonObject } from '../../domain/input.ts'
import { assertRestartPolicy } from '../../domain/restartPolicy.ts'
import { idempotencyHash } from '../../domain/idempotencyHash.ts'

/** What is said of a supervisor when it is spawned, its id and its parent aside. */
export interface SupervisorInput {
  readonly name: string
  readonly description?: string | null | undefined
  readonly config?: unknown
  readonly policyVersionId?: string | null | undefined
}

/**
 * The hash is of all that is answered here: alone or in a hierarchy, the same supervisor has the same.
 * @throws {ValidationError} with the place below `path`
 */
export function parseSupervisor(
  input: SupervisorInput,
  parentId: SupervisorId | null,
  path: InputPath,
): Omit<NewSupervisor, 'id'> {
  const meaning = {
    parentId,
    name: parseName(input.name, [...path, 'name']),
    description: parseText(input.description, [...path, 'description']),
    config: parseConfig(input.config, [...path, 'config']),
    policyVersionId: parseOptionalId(input.policyVersionId, [...path, 'policyVersionId']),
  }
  return { ...meaning, idempotencyHash: idempotencyHash(meaning) }
}

function parseConfig(given: unknown, path: InputPath): JsonObject {
  const config = given == null ? {} : parseJsonObject(given, path)
  assertRestartPolicy(config, path)
  return config
}
