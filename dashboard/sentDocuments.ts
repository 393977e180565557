import { followDocuments } from '../clients/follow/followEvents.ts'
import * as generated from './generated/graphql.ts'
import { eventSelection } from './model/FeedEvent.ts'

const operations = Object.values(generated)
  .filter((document) => document instanceof generated.TypedDocumentString)
  .map((document) => document.toString())
  .filter((text) => /^\s*(query|mutation) /.test(text)) // the others are fragments

/** Every document that the dashboard sends. The build writes them to a manifest, so that the server knows them. */
export const sentDocuments = [...operations, ...followDocuments(eventSelection)]
