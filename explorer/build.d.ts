// What tools/buildExplorer.js inserts.
declare module '*.css'

/** The addresses of the scripts of the workers. */
declare const workerFiles: { readonly editor: string; readonly graphql: string; readonly json: string }

/** The queries of docs/reference/queries.md. */
declare const documentedQueries: readonly {
  readonly title: string
  readonly document: string
  readonly variables: Readonly<Record<string, unknown>>
}[]
