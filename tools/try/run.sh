#!/usr/bin/env bash
# npm run try -- <subject>: does what a guide says on this machine, step by step, and prints what it sees.
set -euo pipefail
cd "$(dirname "$0")"
subjects=$(ls ./*.sh | sed 's/^.\///; s/\.sh$//' | grep -vx -e run -e support | paste -sd'|')
if [ -n "${1:-}" ] && [[ "|$subjects|" == *"|$1|"* ]]; then
  subject=$1
  shift
  exec bash "./$subject.sh" "$@"
fi
echo "Usage: npm run try -- $subjects" >&2
exit 2
