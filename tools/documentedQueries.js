import { readFileSync } from 'node:fs'

/**
 * A query of docs/reference/queries.md, with its title, variables and documented number of statements.
 * @typedef {{ title: string, document: string, variables: Record<string, unknown>, statements: number }} DocumentedQuery
 */

/**
 * @returns {DocumentedQuery[]}
 * @throws {Error} if a section of the page has no query, or does not state the number of its statements
 */
export function readDocumentedQueries() {
  const page = readFileSync(new URL('../docs/reference/queries.md', import.meta.url), 'utf8')
  const [, ...sections] = page.split(/^## /m)
  return sections.map((section) => {
    const title = section.slice(0, section.indexOf('\n'))
    const document = /```graphql\n(.*?)```/s.exec(section)?.[1]
    const variables = /```json\n(.*?)```/s.exec(section)?.[1] ?? '{}'
    const statements = /^\*\*Statements: (\d+)\*\*$/m.exec(section)?.[1]
    if (document === undefined || statements === undefined)
      throw new Error(
        `docs/reference/queries.md, '${title}': expected a \`\`\`graphql block and a line **Statements: n**`,
      )
    return {
      title,
      document,
      variables: /** @type {Record<string, unknown>} */ (JSON.parse(variables)),
      statements: Number(statements),
    }
  })
}
