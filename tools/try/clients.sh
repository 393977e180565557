#!/usr/bin/env bash
# Does what docs/guides/clients.md says: CORS with curl, and Apollo Client, urql and Relay with the real packages.
source "$(dirname "$0")/support.sh"

step 'CORS_ORIGINS'
serve cors EMBEDDED=on DATABASE_URL= DEMO=off CORS_ORIGINS=https://dashboard.example.com
ready
preflight() {
  curl -si -X OPTIONS "http://127.0.0.1:$port/graphql" -H "origin: $1" -H 'access-control-request-method: POST'
}
expect 'access-control-allow-origin: https://dashboard.example.com' preflight https://dashboard.example.com
expect 'Origin https://other.example.com is not allowed. Add it to the setting CORS_ORIGINS' preflight https://other.example.com
stop "$server"

step 'Apollo Client, urql and Relay'
cd "$project"
npx vitest run test/clients/libraries test/docs/guides.unit.test.ts
