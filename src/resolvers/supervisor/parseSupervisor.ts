import type { NewSupervisor } from '../../db/queries/supervisors.ts'
import type { InputPath } from '../../domain/errors.ts'
import type { SupervisorId } from '../../domain/glossary.ts'
import { parseJsonObject, parseName, parseOptionalId, parseText, type JsonObject } from '../../domain/input.ts'
import { idempotencyHash } from '../../domain/idempotencyHash.ts'
import { assertSupervisorConfig } from '../../domain/supervisorConfig.ts'

/** Input fields of a new supervisor, without its id and its position in the tree. */
export interface SupervisorInput {
  readonly name: string
  readonly description?: string | null | undefined
  readonly config?: unknown
  readonly policyVersionId?: string | null | undefined
}

/**
 * Parses a new supervisor. The idempotency hash covers every field returned here, so it is the same for
 * `spawnSupervisor` and `spawnHierarchy`.
 * @param path input path of the supervisor
 * @throws {ValidationError} if a field is malformed
 */
export function parseSupervisor(
  input: SupervisorInput,
  parentId: SupervisorId | null,
  path: InputPath,
): Omit<NewSupervisor, 'id'> {
  const fields = {
    parentId,
    name: parseName(input.name, [...path, 'name']),
    description: parseText(input.description, [...path, 'description']),
    config: parseConfig(input.config, [...path, 'config']),
    policyVersionId: parseOptionalId(input.policyVersionId, [...path, 'policyVersionId']),
  }
  return { ...fields, idempotencyHash: idempotencyHash(fields) }
}

function parseConfig(given: unknown, path: InputPath): JsonObject {
  const config = given == null ? {} : parseJsonObject(given, path)
  assertSupervisorConfig(config, config, path)
  return config
}
