import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type ParsedNode } from 'yaml'
import { stableId } from './stableId.ts'

/** A supervisor in the form of the input of `spawnHierarchy`, with all ids. */
export interface FleetSupervisor {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly config: object
  readonly policyVersionId: string | null
  readonly teams: readonly FleetTeam[]
  readonly children: readonly FleetSupervisor[]
}
export interface FleetTeam {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly objective: string | null
  readonly config: object
  readonly members: readonly { readonly agentId: string; readonly role: string; readonly metadata: object }[]
}

export interface Fleet {
  readonly name: string
  readonly supervisors: readonly FleetSupervisor[]
  /**
   * The line of the file with the value at a place of the input, such as `['input', 'supervisors', '0', 'name']`. If the file
   * has no such value, the line of the value around it.
   */
  lineOf(place: readonly string[]): number
}

/** The file is invalid. `line` is the line of the problem. */
export class FleetFileError extends Error {
  readonly line: number
  constructor(line: number, problem: string) {
    super(problem)
    this.line = line
  }
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const maxSupervisors = 1_000

/**
 * Reads a fleet from YAML. A supervisor or team without an id gets an id derived from the fleet's name and the names on
 * its path, so that every run has the same ids.
 * @throws {FleetFileError} if the YAML or the fleet is invalid
 */
export function readFleet(text: string): Fleet {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const [problem] = document.errors
  if (problem) throw new FleetFileError(counter.linePos(problem.pos[0]).line, problem.message)
  return new FleetReader(document, counter).read()
}

type Node = ParsedNode | null
type Fields = ReadonlyMap<string, Node>
type Place = readonly string[]

class FleetReader {
  readonly #document: Document.Parsed
  readonly #counter: LineCounter
  readonly #lines = new Map<string, number>()
  readonly #assertNewId = createUniqueCheck('the id')
  #fleet = ''
  #supervisors = 0

  constructor(document: Document.Parsed, counter: LineCounter) {
    this.#document = document
    this.#counter = counter
  }

  read(): Fleet {
    const fields = this.#fields(this.#document.contents, 'a fleet', ['fleet', 'supervisors'], ['input'])
    this.#fleet = this.#name(fields, 'fleet', this.#document.contents)
    const supervisors = this.#supervisorsOf(fields.get('supervisors') ?? null, ['input', 'supervisors'], [])
    const lineOf = (place: Place): number =>
      this.#lines.get(place.join('.')) ?? (place.length > 1 ? lineOf(place.slice(0, -1)) : 1)
    return { name: this.#fleet, supervisors, lineOf }
  }

  #supervisorsOf(list: Node, place: Place, above: readonly string[]): FleetSupervisor[] {
    const keys = ['id', 'name', 'description', 'config', 'policyVersionId', 'teams', 'children']
    const assertNewName = createUniqueCheck('the name')
    return this.#items(list, place).map((node, i) => {
      if (++this.#supervisors > maxSupervisors)
        this.#fail(node, `expected at most ${maxSupervisors} supervisors in total`)
      const here = [...place, String(i)]
      const fields = this.#fields(node, 'a supervisor', keys, here)
      const name = this.#name(fields, 'name', node)
      const names = [...above, name]
      assertNewName(name, this.#lineOf(fields.get('name') ?? null))
      return {
        id: this.#id(fields, node, names),
        name,
        description: this.#text(fields, 'description'),
        config: this.#json(fields, 'config'),
        policyVersionId: this.#uuid(fields, 'policyVersionId'),
        teams: this.#teamsOf(fields.get('teams') ?? null, [...here, 'teams'], names),
        children: this.#supervisorsOf(fields.get('children') ?? null, [...here, 'children'], names),
      }
    })
  }

  #teamsOf(list: Node, place: Place, above: readonly string[]): FleetTeam[] {
    const keys = ['id', 'name', 'description', 'objective', 'config', 'members']
    const assertNewName = createUniqueCheck('the name')
    return this.#items(list, place).map((node, i) => {
      const here = [...place, String(i)]
      const fields = this.#fields(node, 'a team', keys, here)
      const name = this.#name(fields, 'name', node)
      assertNewName(name, this.#lineOf(fields.get('name') ?? null))
      const assertNewAgent = createUniqueCheck('agent')
      return {
        id: this.#id(fields, node, [above, name]),
        name,
        description: this.#text(fields, 'description'),
        objective: this.#text(fields, 'objective'),
        config: this.#json(fields, 'config'),
        members: this.#items(fields.get('members') ?? null, [...here, 'members']).map((member, j) => {
          const read = this.#member(member, [...here, 'members', String(j)])
          assertNewAgent(read.agentId, this.#lineOf(member))
          return read
        }),
      }
    })
  }

  /** A member is an agent's UUID, or a mapping with more fields. */
  #member(node: Node, place: Place): FleetTeam['members'][number] {
    if (isScalar(node)) {
      this.#lines.set(place.join('.'), this.#lineOf(node))
      return { agentId: this.#asUuid(node, 'a member'), role: 'MEMBER', metadata: {} }
    }
    const fields = this.#fields(node, 'a member', ['agentId', 'role', 'metadata'], place)
    const agentId = this.#uuid(fields, 'agentId') ?? this.#fail(node, 'expected a member with an agentId, a UUID')
    return { agentId, role: this.#text(fields, 'role') ?? 'MEMBER', metadata: this.#json(fields, 'metadata') }
  }

  #items(list: Node, place: Place): Node[] {
    const node = this.#resolve(list)
    if (isNothing(node)) return []
    if (!isSeq(node)) return this.#fail(node, `${place.at(-1)}: expected a list, got ${kindOf(node)}`)
    return node.items.map((item) => this.#resolve(item as Node)) // a parsed list has parsed items
  }

  #fields(given: Node, what: string, keys: readonly string[], place: Place): Fields {
    const node = this.#resolve(given)
    if (!isMap(node)) return this.#fail(node, `expected ${what} with the keys ${keys.join(', ')}, got ${kindOf(node)}`)
    this.#lines.set(place.join('.'), this.#lineOf(node))
    return new Map(
      node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : ''
        if (!keys.includes(name)) this.#fail(key, `unknown key "${name}": ${what} accepts ${keys.join(', ')}`)
        this.#lines.set([...place, name].join('.'), this.#lineOf(key))
        return [name, this.#resolve(value)]
      }),
    )
  }

  #name(fields: Fields, key: string, whole: Node): string {
    return this.#text(fields, key) ?? this.#fail(fields.get(key) ?? whole, `${key}: expected a name, got none`)
  }

  #text(fields: Fields, key: string): string | null {
    const node = fields.get(key) ?? null
    if (isNothing(node)) return null
    if (isScalar(node) && typeof node.value === 'string') return node.value
    const hint = isScalar(node) ? '; put it in quotes' : ''
    return this.#fail(node, `${key}: expected text, got ${kindOf(node)}${hint}`)
  }

  #uuid(fields: Fields, key: string): string | null {
    const node = fields.get(key) ?? null
    return isNothing(node) ? null : this.#asUuid(node, key)
  }

  #asUuid(node: Node, key: string): string {
    if (isScalar(node) && typeof node.value === 'string' && uuid.test(node.value)) return node.value.toLowerCase()
    return this.#fail(node, `${key}: expected a UUID, got ${kindOf(node)}`)
  }

  #id(fields: Fields, node: Node, names: readonly unknown[]): string {
    const id = this.#uuid(fields, 'id') ?? stableId(`fleet file/${JSON.stringify([this.#fleet, ...names])}`)
    this.#assertNewId(id, this.#lineOf(fields.get('id') ?? node))
    return id
  }

  #json(fields: Fields, key: string): object {
    const node = fields.get(key) ?? null
    if (isNothing(node)) return {}
    if (!isMap(node)) return this.#fail(node, `${key}: expected a mapping, got ${kindOf(node)}`)
    try {
      const value: unknown = node.toJS(this.#document)
      // JSON cannot represent infinity and NaN: `stringify` would silently write null
      JSON.stringify(value, (_key, each: unknown) => {
        if (typeof each === 'number' && !Number.isFinite(each)) throw new TypeError(`${each} is not valid in JSON`)
        return each
      })
      return value as object // a mapping becomes an object
    } catch (error) {
      return this.#fail(node, `${key}: expected a JSON value (${(error as Error).message.split('\n', 1).join()})`)
    }
  }

  #resolve(node: Node): Node {
    return isAlias(node) ? ((node.resolve(this.#document) ?? null) as Node) : node // a parsed document has parsed nodes
  }

  #lineOf(node: Node): number {
    return this.#counter.linePos(node?.range[0] ?? 0).line
  }

  #fail(node: Node, problem: string): never {
    throw new FleetFileError(this.#lineOf(node), problem)
  }
}

/** A key without a value counts as absent. */
function isNothing(node: Node): node is null {
  return node === null || (isScalar(node) && node.value === null)
}

function kindOf(node: Node): string {
  if (isMap(node)) return 'a mapping'
  if (isSeq(node)) return 'a list'
  return isScalar(node) && node.value !== null ? JSON.stringify(node.value) : 'nothing'
}

/** A check that refuses a repeated value and names the line of its first occurrence. */
function createUniqueCheck(what: string): (value: string, line: number) => void {
  const lines = new Map<string, number>()
  return (value, line) => {
    const first = lines.get(value)
    if (first !== undefined) throw new FleetFileError(line, `${what} ${value} is already on line ${first}`)
    lines.set(value, line)
  }
}
