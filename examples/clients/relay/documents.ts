// The documents for relay-compiler, which writes ./generated. With babel-plugin-relay, a program runs them from here.
import { graphql } from 'relay-runtime'

// Agent is a Node: Relay reads further pages of its memberships with `node(id:)`
export const memberships = graphql`
  fragment documents_memberships on Agent
  @refetchable(queryName: "documentsMembershipsQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 2 }, after: { type: "String" }) {
    memberships(first: $first, after: $after) @connection(key: "Agent_memberships") {
      edges {
        node {
          id
          team {
            name
          }
        }
      }
    }
  }
`

export const agent = graphql`
  query documentsAgentQuery($id: ID!) {
    agent(id: $id) {
      id
      ...documents_memberships
    }
  }
`

export const pause = graphql`
  mutation documentsPauseMutation($input: PauseSupervisorInput!) {
    pauseSupervisor(input: $input) {
      __typename
      ... on PauseSupervisorPayload {
        supervisor {
          id
          status
          version
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`

export const supervisor = graphql`
  query documentsSupervisorQuery($id: ID!) {
    supervisor(id: $id) {
      id
      name
      status
      version
    }
  }
`

export const events = graphql`
  subscription documentsEventsSubscription($after: String) {
    supervisorEvents(after: $after) {
      __typename
      ... on SupervisorEvent {
        cursor
        type
        supervisor {
          id
          status
          version
        }
      }
      ... on ResyncRequired {
        eventCursor
      }
    }
  }
`
