import { FleetFileError, type Position } from './FleetFileError.ts'
import type { FleetFile, FleetMember, FleetTeam, ReadSupervisor } from './fleetFile.ts'
import { lengthOf } from './lengthOf.ts'
import { readYaml } from './readYaml.ts'
import { isList, isMapping, kindOf, toJson, type Entry, type Fields, type Value } from './value.ts'

/** The keys of each mapping of a fleet file. The JSON Schema in `fleet.schema.json` has the same. */
export const fileKeys = {
  fleet: ['fleet', 'parent', 'moved', 'supervisors'],
  supervisor: ['key', 'id', 'name', 'description', 'config', 'run', 'policyVersionId', 'teams', 'children'],
  team: ['key', 'id', 'name', 'description', 'objective', 'config', 'members'],
  member: ['agentId', 'role', 'metadata'],
  moved: ['from', 'to'],
  run: ['command', 'args', 'env'],
} as const

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const maxKeyLength = 255

/**
 * Reads a fleet file. A supervisor without a key gets the key of its parent, a slash and its own name.
 * @throws {FleetFileError} if the YAML or the fleet is invalid
 */
export function readFleet(text: string): FleetFile {
  return new FleetReader().read(readYaml(text))
}

type Place = readonly string[]
interface Move {
  readonly from: string
  readonly to: string
}

class FleetReader {
  readonly #supervisors: ReadSupervisor[] = []
  readonly #assertNewKey = createUniqueCheck('the key', ' Give one of them another key.')
  readonly #assertNewId = createUniqueCheck('the id', ' Each object has an id of its own.')
  #moves: readonly Move[] = []

  read(contents: Value): FleetFile {
    const fields = this.#fields(contents, 'a fleet', fileKeys.fleet)
    const name = this.#name(fields, 'fleet', contents)
    const parentId = this.#uuid(fields, 'parent') ?? null
    this.#moves = this.#items(fields, 'moved').map((value) => {
      const move = this.#fields(value, 'an entry of moved', fileKeys.moved)
      return { from: normalKey(this.#name(move, 'from', value)), to: normalKey(this.#name(move, 'to', value)) }
    })
    this.#readSupervisors(fields, 'supervisors', [], null)
    return { name, parentId, supervisors: this.#supervisors, positionOf: (place) => positionOf(contents, place) }
  }

  #readSupervisors(parent: Fields, list: string, above: Place, owner: ReadSupervisor | null): void {
    const assertNewName = createUniqueCheck('the name', ' Siblings have different names.')
    for (const [i, value] of this.#items(parent, list).entries()) {
      const place = [...above, list, String(i)]
      const fields = this.#fields(value, 'a supervisor', fileKeys.supervisor)
      const name = this.#name(fields, 'name', value)
      assertNewName(name, fields.get('name')?.value.at ?? value.at)
      const given = this.#optionalName(fields, 'key')
      const parentKey = owner?.supervisor.key
      const ownKey =
        given ?? [...(parentKey === undefined ? [] : [parentKey]), name.replace(/[/\\]/g, '\\$&')].join('/')
      const key = normalKey(ownKey)
      if (lengthOf(key) > maxKeyLength)
        this.#fail(
          value,
          `the path ${key.slice(0, 60)}… is too long for a key. Add a key of at most ${maxKeyLength} characters.`,
        )
      this.#assertNewKey(key, fields.get('key')?.value.at ?? value.at)
      const previousKey = this.#previousKey(key)
      const read: ReadSupervisor = {
        supervisor: {
          key,
          ...(previousKey !== undefined && { previousKey }),
          ...(parentKey !== undefined && { parentKey }),
          ...this.#id(fields),
          name,
          ...this.#text(fields, 'description'),
          ...this.#config(fields),
          ...(fields.has('policyVersionId') && { policyVersionId: this.#uuid(fields, 'policyVersionId') ?? null }),
          teams: this.#readTeams(fields),
        },
        names: [...(owner?.names ?? []), name],
        hasKey: given !== undefined,
        place,
      }
      this.#supervisors.push(read)
      this.#readSupervisors(fields, 'children', place, read)
    }
  }

  /** The key before the move of the supervisor, or of the nearest moved supervisor above it. */
  #previousKey(key: string): string | undefined {
    const moves = this.#moves.filter(({ to }) => key === to || key.startsWith(`${to}/`))
    const [nearest] = moves.sort((a, b) => b.to.length - a.to.length)
    return nearest && nearest.from + key.slice(nearest.to.length)
  }

  #readTeams(fields: Fields): FleetTeam[] {
    const assertNewName = createUniqueCheck('the name', ' Teams of a supervisor have different names.')
    const assertNewKey = createUniqueCheck('the key', ' Give one of the teams another key.')
    return this.#items(fields, 'teams').map((value) => {
      const team = this.#fields(value, 'a team', fileKeys.team)
      const name = this.#name(team, 'name', value)
      assertNewName(name, team.get('name')?.value.at ?? value.at)
      const key = normalKey(this.#optionalName(team, 'key') ?? name)
      assertNewKey(key, value.at)
      const assertNewAgent = createUniqueCheck('agent', ' A team has each agent once.')
      const members = this.#items(team, 'members').map((member) => {
        const read = this.#readMember(member)
        assertNewAgent(read.agentId, member.at)
        return read
      })
      return {
        key,
        ...this.#id(team),
        name,
        ...this.#text(team, 'description'),
        ...this.#text(team, 'objective'),
        ...this.#json(team, 'config'),
        ...(team.has('members') && { members }),
      }
    })
  }

  /** A member is an agent's UUID, or a mapping with more fields. */
  #readMember(value: Value): FleetMember {
    if (!isMapping(value)) return { agentId: this.#asUuid(value, 'a member'), role: 'MEMBER', metadata: {} }
    const fields = this.#fields(value, 'a member', fileKeys.member)
    const agentId = this.#uuid(fields, 'agentId') ?? this.#fail(value, 'expected a member with an agentId, a UUID.')
    const { metadata = {} } = this.#json(fields, 'metadata')
    return { agentId, role: this.#text(fields, 'role').role ?? 'MEMBER', metadata }
  }

  /** `run` is written to the config, where `examples/process-manager.ts` reads it. */
  #config(fields: Fields): { readonly config?: object } {
    const json = this.#json(fields, 'config')
    const run = fields.get('run')
    if (!run) return json
    if (json.config && Object.hasOwn(json.config, 'run'))
      this.#fail({ ...run.value, at: run.at }, 'expected run beside config or in it, got both. Remove one of them.')
    const parts = this.#fields(run.value, 'run', fileKeys.run)
    this.#name(parts, 'command', run.value)
    const args = this.#items(parts, 'args')
    for (const value of args) if (typeof value.data !== 'string') this.#failText(value, 'args')
    for (const [name, { value }] of this.#mapping(parts, 'env'))
      if (typeof value.data !== 'string') this.#failText(value, `env.${name}`)
    return { config: { ...json.config, run: toJson(run.value) } }
  }

  #mapping(fields: Fields, key: string): Fields {
    const value = fields.get(key)?.value
    if (!value || value.data === null) return new Map()
    return isMapping(value) ? value.data : this.#fail(value, `${key}: expected a mapping, got ${kindOf(value)}.`)
  }

  #items(fields: Fields, key: string): readonly Value[] {
    const value = fields.get(key)?.value
    if (!value || value.data === null) return []
    if (!isList(value))
      return this.#fail(value, `${key}: expected a list, got ${kindOf(value)}. Begin each item with a dash.`)
    return value.data
  }

  #fields(value: Value, what: string, keys: readonly string[]): Fields {
    if (!isMapping(value))
      return this.#fail(value, `expected ${what} with the keys ${keys.join(', ')}, got ${kindOf(value)}.`)
    for (const [key, entry] of value.data) {
      if (!keys.includes(key))
        throw new FleetFileError(
          entry.at,
          `unknown key ${JSON.stringify(key)}. ${capitalized(what)} has the keys ${keys.join(', ')}.`,
        )
    }
    return value.data
  }

  #name(fields: Fields, key: string, whole: Value): string {
    return (
      this.#optionalName(fields, key) ??
      this.#fail(fields.get(key)?.value ?? whole, `${key}: expected text, got nothing.`)
    )
  }

  #optionalName(fields: Fields, key: string): string | undefined {
    return this.#text(fields, key)[key] ?? undefined
  }

  #text<Key extends string>(fields: Fields, key: Key): { readonly [Name in Key]?: string | null } {
    const value = fields.get(key)?.value
    if (!value) return {}
    if (value.data !== null && typeof value.data !== 'string') this.#failText(value, key)
    return { [key]: value.data } as { [Name in Key]: string | null } // a computed key has the type string
  }

  #failText(value: Value, key: string): never {
    const remedy = typeof value.data === 'object' ? '' : ' Put it in quotes.'
    return this.#fail(value, `${key}: expected text, got ${kindOf(value)}.${remedy}`)
  }

  #id(fields: Fields): { readonly id?: string } {
    const id = this.#uuid(fields, 'id')
    if (id === undefined) return {}
    this.#assertNewId(id, fields.get('id')?.at ?? { line: 1, column: 1 })
    return { id }
  }

  #uuid(fields: Fields, key: string): string | undefined {
    const value = fields.get(key)?.value
    return !value || value.data === null ? undefined : this.#asUuid(value, key)
  }

  #asUuid(value: Value, key: string): string {
    if (typeof value.data === 'string' && uuid.test(value.data)) return value.data.toLowerCase()
    return this.#fail(value, `${key}: expected a UUID, got ${kindOf(value)}.`)
  }

  #json<Key extends string>(fields: Fields, key: Key): { readonly [Name in Key]?: object } {
    if (!fields.has(key)) return {}
    const json = Object.fromEntries([...this.#mapping(fields, key)].map(([name, { value }]) => [name, toJson(value)]))
    return { [key]: json } as { [Name in Key]: object } // a computed key has the type string
  }

  #fail(value: Value, problem: string): never {
    throw new FleetFileError(value.at, problem)
  }
}

/** The position of a value, or else of the value around it: of its key, if it has one. */
function positionOf(contents: Value, place: Place): Position {
  let { at } = contents
  let value: Value | undefined = contents
  for (const step of place) {
    const entry: Entry | undefined = isMapping(value) ? value.data.get(step) : undefined
    value = entry?.value ?? (isList(value) ? value.data[Number(step)] : undefined)
    if (!value) break
    at = entry?.at ?? value.at
  }
  return at
}

/** A check that refuses a repeated value and names the line of its first occurrence. */
function createUniqueCheck(what: string, remedy: string): (value: string, at: Position) => void {
  const lines = new Map<string, number>()
  return (value, at) => {
    const first = lines.get(value)
    if (first !== undefined) throw new FleetFileError(at, `${what} ${value} is already on line ${first}.${remedy}`)
    lines.set(value, at.line)
  }
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

/** The form in which the server keeps keys, and returns them. */
const normalKey = (key: string): string => key.normalize('NFC').replace(/^[\s\u0085]+|[\s\u0085]+$/gu, '')
