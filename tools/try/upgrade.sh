#!/usr/bin/env bash
# Builds the server of the last commit before the newest migration, and lets it and the present one serve the same database for a
# minute, as docs/reference/migrations.md says: npm run try -- upgrade [seconds]
set -euo pipefail
cd "$(dirname "$0")/../.."
export UPGRADE_SECONDS=${1:-60}
npx vitest run test/upgrade
