/** The servers that are compared. */
export const servers = ['this server', 'bare limit', 'PostGraphile', 'Mercurius', 'Apollo + Prisma'] as const
export type Server = (typeof servers)[number]

/** A query, in the words of each server that can answer it. The bare limit knows it by its name. */
export interface ReadDocument {
  readonly name: string
  /** SQL: the supervisors that requests are about, with `id` and `created_at`. */
  readonly subjects: string
  /** The order of the list whose pages begin after a subject. Without it, requests are about the subject itself. */
  readonly order?: 'CREATED_AT ASC' | 'CREATED_AT DESC'
  readonly texts: Readonly<Partial<Record<Server, string>>>
}

const named = 'id name status'
const namedByPostGraphile = 'id: rowId name status'
const children = (first: number, fields: string): string =>
  `children: supervisorsByParentId(first: ${first}, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) { nodes { ${fields} } }`

const row: ReadDocument = {
  name: 'row',
  subjects: levelOf(3),
  texts: {
    'this server': `query row($id: ID!) { supervisor(id: $id) { ${named} } }`,
    'bare limit': 'row',
    PostGraphile: `query row($id: UUID!) { supervisor: supervisorByRowId(rowId: $id) { ${namedByPostGraphile} } }`,
    Mercurius: `query row($id: ID!) { supervisor(id: $id) { ${named} } }`,
    'Apollo + Prisma': `query row($id: ID!) { supervisor(id: $id) { ${named} } }`,
  },
}

const tree: ReadDocument = {
  name: 'tree',
  subjects: levelOf(3),
  texts: {
    ...sameText(`query tree($id: ID!) { supervisor(id: $id) { ${named} children(first: 10) { nodes { ${named} hierarchyLevel
      teams { nodes { id name members { nodes { agent { id } role } } } } } } } }`),
    'bare limit': 'tree',
    PostGraphile: `query tree($id: UUID!) { supervisor: supervisorByRowId(rowId: $id) { ${namedByPostGraphile} ${children(
      10,
      `${namedByPostGraphile} hierarchyLevel
      teams: supervisorTeamsBySupervisorId(first: 25, orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) { nodes { id: rowId name
        members: supervisorTeamMembersByTeamId(first: 25, condition: { leftAt: null }, orderBy: [JOINED_AT_ASC, ROW_ID_ASC]) {
          nodes { agentId role } } } }`,
    )} } }`,
    'Apollo + Prisma': `query tree($id: ID!) { supervisor(id: $id) { ${named} children(first: 10) { ${named} hierarchyLevel
      teams { id name members { agentId role } } } } }`,
  },
}

const deep: ReadDocument = {
  name: 'deep',
  subjects: levelOf(2),
  texts: {
    ...sameText(`query deep($id: ID!) { supervisor(id: $id) { ${named} ancestors { id name } children(first: 10) { nodes { ${named}
      children(first: 10) { nodes { ${named} children(first: 3) { nodes { id name } } } } } } } }`),
    'bare limit': 'deep',
    PostGraphile: `query deep($id: UUID!) { supervisor: supervisorByRowId(rowId: $id) { ${namedByPostGraphile}
      parent: supervisorByParentId { id: rowId name parent: supervisorByParentId { id: rowId name } }
      ${children(
        10,
        `${namedByPostGraphile} ${children(10, `${namedByPostGraphile} ${children(3, 'id: rowId name')}`)}`,
      )} } }`,
    'Apollo + Prisma': `query deep($id: ID!) { supervisor(id: $id) { ${named} parent { id name parent { id name } }
      children(first: 10) { ${named} children(first: 10) { ${named} children(first: 3) { id name } } } } }`,
  },
}

const page: ReadDocument = {
  name: 'page',
  subjects: levelOf(4),
  order: 'CREATED_AT ASC',
  texts: {
    'this server': `query page($after: String!) { supervisors(first: 50, after: $after) { nodes { ${named} health { state } } } }`,
    'bare limit': 'page',
    PostGraphile: `query page($after: Cursor!) { supervisors: allSupervisors(first: 50, after: $after,
      orderBy: [CREATED_AT_ASC, ROW_ID_ASC]) { nodes { ${namedByPostGraphile} healthState } } }`,
    Mercurius: `query page($after: ID!) { supervisors: page(after: $after) { nodes { ${named} healthState } } }`,
  },
}

const search: ReadDocument = {
  name: 'search',
  subjects: levelOf(4),
  order: 'CREATED_AT DESC',
  texts: {
    'this server': `query search($after: String!) { supervisors(first: 25, after: $after,
      filter: { status: [ACTIVE] }, orderBy: { field: CREATED_AT, direction: DESC }) { nodes { ${named} } } }`,
    'bare limit': 'search',
    PostGraphile: `query search($after: Cursor!) { supervisors: allSupervisors(first: 25, after: $after,
      condition: { status: "ACTIVE" }, orderBy: [CREATED_AT_DESC, ROW_ID_DESC]) { nodes { ${namedByPostGraphile} } } }`,
    Mercurius: `query search($after: ID!) { supervisors: search(after: $after) { nodes { ${named} } } }`,
    'Apollo + Prisma': `query search($after: ID!) { supervisors: search(after: $after) { ${named} } }`,
  },
}

/** Counts, which may be 5 s old: only the bare limit computes them for each request. */
const overview: ReadDocument = {
  name: 'overview',
  subjects: levelOf(0),
  texts: {
    'this server': `query overview($id: ID!) { supervisor(id: $id) { id stats { supervisors }
      children(first: 10) { nodes { id name stats { supervisors } } } } }`,
    'bare limit': 'overview',
  },
}

/** What the dashboard asks for when it opens. */
const dashboard: ReadDocument = {
  name: 'dashboard',
  subjects: levelOf(0),
  texts: {
    'this server': `query dashboard { eventCursor
      stats(maxAgeSeconds: 5) { supervisors activeAgents byStatus { status count } byHealth { state count } }
      supervisors(filter: { rootsOnly: true }, orderBy: { field: NAME }, first: 100) { totalCount
        pageInfo { hasNextPage endCursor }
        nodes { id name status statusReason statusChangedAt effectiveStatus version hierarchyLevel incarnation childCount
          health { state dueAt intervalSeconds } } } }`,
  },
}

export const documents: readonly ReadDocument[] = [row, tree, deep, page, search, overview, dashboard]

function levelOf(level: number): string {
  return `SELECT id, created_at FROM supervisors WHERE hierarchy_level = ${level} ORDER BY id LIMIT 300`
}

function sameText(text: string): Partial<Record<Server, string>> {
  return { 'this server': text, Mercurius: text }
}
