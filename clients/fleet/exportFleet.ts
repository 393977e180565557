import { Document, isScalar, visit } from 'yaml'
import { askServer, ServerError } from '../support/askServer.ts'
import { lengthOf } from './file/lengthOf.ts'

interface Options {
  readonly url: string
  readonly within: string
  readonly name: string | undefined
}

interface ExportedTeam {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly objective: string | null
  readonly config: object
  readonly fleetKey: string | null
  readonly members: Page<{ readonly agent: { readonly id: string }; readonly role: string; readonly metadata: object }>
}
interface ExportedSupervisor {
  readonly id: string
  readonly name: string
  readonly status: string
  readonly description: string | null
  readonly config: object
  readonly policyVersionId: string | null
  readonly parent: { readonly id: string } | null
  readonly fleet: { readonly name: string; readonly key: string } | null
  readonly teams: Page<ExportedTeam>
}
interface Page<Node> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null }
  readonly nodes: readonly Node[]
}

/**
 * The fleet file of the live supervisors of a subtree, as YAML. Applied to the same server, it changes nothing.
 * @throws {ServerError} if the supervisor does not exist, or a value cannot be written
 */
export async function exportFleet({ url, within, name }: Options): Promise<string> {
  const supervisors = await fetchSubtree(url, within)
  const [top] = supervisors
  if (!top) throw new ServerError(`--within: no live supervisor has the id ${within}.`)
  const owner = top.fleet?.name ?? null
  const fleet = name ?? owner ?? top.name
  const isOwned = (each: ExportedSupervisor): boolean => each.fleet?.name === fleet
  const taken = new Set(supervisors.filter(isOwned).map((each) => each.fleet?.key))
  const childrenOf = new Map<string, ExportedSupervisor[]>()
  for (const each of supervisors.slice(1)) {
    const list = childrenOf.get(each.parent?.id ?? '') ?? []
    childrenOf.set(each.parent?.id ?? '', [...list, each])
  }
  const describe = (each: ExportedSupervisor, parentKey: string | null): object => {
    const usual = [...(parentKey === null ? [] : [parentKey]), each.name.replace(/[/\\]/g, '\\$&')].join('/')
    const key = isOwned(each) ? (each.fleet?.key ?? usual) : taken.has(usual) || lengthOf(usual) > 255 ? each.id : usual
    const children = childrenOf.get(each.id) ?? []
    return {
      name: each.name,
      ...(key !== usual && { key }),
      ...(!isOwned(each) && { id: each.id }),
      ...optional({ description: each.description, policyVersionId: each.policyVersionId }),
      ...(Object.keys(each.config).length > 0 && { config: exact(each.config, each.name) }),
      ...(each.teams.nodes.length > 0 && { teams: each.teams.nodes.map(describeTeam) }),
      ...(children.length > 0 && { children: children.map((child) => describe(child, key)) }),
    }
  }
  const document = { fleet, ...(top.parent && { parent: top.parent.id }), supervisors: [describe(top, null)] }
  return write(document)
}

const invisible = /(?!\n)[\p{C}\p{Zl}\p{Zp}]/u

/** Characters that a terminal would carry out are written as escapes, which only text in double quotes can have. */
function write(file: object): string {
  const document = new Document(file, { aliasDuplicateObjects: false })
  visit(document, {
    Scalar(_key, node) {
      if (isScalar(node) && typeof node.value === 'string' && invisible.test(node.value)) node.type = 'QUOTE_DOUBLE'
    },
  })
  return document.toString({ lineWidth: 0 }).replaceAll(new RegExp(invisible, 'gu'), (character) => {
    const code = character.codePointAt(0) ?? 0
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`
  })
}

function describeTeam({ name, fleetKey, description, objective, config, members }: ExportedTeam): object {
  return {
    name,
    ...(fleetKey !== null && fleetKey !== name && { key: fleetKey }),
    ...optional({ description, objective }),
    ...(Object.keys(config).length > 0 && { config: exact(config, name) }),
    members: members.nodes.map(({ agent, role, metadata }) =>
      role === 'MEMBER' && Object.keys(metadata).length === 0
        ? agent.id
        : { agentId: agent.id, role, ...(Object.keys(metadata).length > 0 && { metadata: exact(metadata, name) }) },
    ),
  }
}

function optional(fields: Readonly<Record<string, string | null>>): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null))
}

/** Refuses numbers that the response has rounded: the file would change them. */
function exact(json: object, name: string): object {
  JSON.stringify(json, (_key, value: unknown) => {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
      throw new ServerError(`${name}: the number ${value} in its JSON may be rounded. Store it as a string first.`)
    return value
  })
  return json
}

async function fetchSubtree(url: string, within: string): Promise<ExportedSupervisor[]> {
  const found: ExportedSupervisor[] = []
  for (let after: string | null = null; ;) {
    const answer: { supervisors: Page<ExportedSupervisor> } = await askServer(url, subtreeQuery, { within, after })
    for (const node of answer.supervisors.nodes) found.push({ ...node, teams: await fetchAllTeams(url, node) })
    if (!answer.supervisors.pageInfo.hasNextPage) break
    after = answer.supervisors.pageInfo.endCursor
  }
  // siblings in the order of their creation, and the top first
  return [...found.filter(({ id }) => id === within), ...found.filter(({ id }) => id !== within)]
}

async function fetchAllTeams(url: string, { id, teams }: ExportedSupervisor): Promise<Page<ExportedTeam>> {
  const nodes = [...teams.nodes]
  for (let { pageInfo } = teams; pageInfo.hasNextPage;) {
    const answer: { supervisor: { teams: Page<ExportedTeam> } | null } = await askServer(url, teamsQuery, {
      id,
      after: pageInfo.endCursor,
    })
    if (!answer.supervisor) break
    nodes.push(...answer.supervisor.teams.nodes)
    pageInfo = answer.supervisor.teams.pageInfo
  }
  const complete = []
  for (const team of nodes) complete.push({ ...team, members: await fetchAllMembers(url, team) })
  return { ...teams, nodes: complete }
}

async function fetchAllMembers(url: string, { id, members }: ExportedTeam): Promise<ExportedTeam['members']> {
  const nodes = [...members.nodes]
  for (let { pageInfo } = members; pageInfo.hasNextPage;) {
    const answer: { team: Pick<ExportedTeam, 'members'> | null } = await askServer(url, membersQuery, {
      id,
      after: pageInfo.endCursor,
    })
    if (!answer.team) break
    nodes.push(...answer.team.members.nodes)
    pageInfo = answer.team.members.pageInfo
  }
  return { ...members, nodes }
}

const memberPage = 'pageInfo { hasNextPage endCursor } nodes { agent { id } role metadata }'
const teamPage = `pageInfo { hasNextPage endCursor }
  nodes { id name description objective config fleetKey members(first: 50) { ${memberPage} } }`

const subtreeQuery = `query FleetSubtree($within: ID!, $after: String) {
  supervisors(filter: { within: $within }, first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes {
      id name status description config policyVersionId parent { id } fleet { name key }
      teams(first: 10) { ${teamPage} }
    }
  }
}`
const teamsQuery = `query FleetTeams($id: ID!, $after: String) {
  supervisor(id: $id) { teams(first: 100, after: $after) { ${teamPage} } }
}`
const membersQuery = `query FleetMembers($id: ID!, $after: String) {
  team(id: $id) { members(first: 100, after: $after) { ${memberPage} } }
}`
