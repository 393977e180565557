# What the scripts of `npm run try` share. Each script runs in a temporary directory, and ends what it started.
set -euo pipefail
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# the settings of the caller could name a real database
unset $(sed -n 's/^\([A-Z_]*\)=.*/\1/p' "$project/.env.example")
for name in "${!PG@}"; do [ "$name" = PG_BIN ] || unset "$name"; done
work=$(mktemp -d "${TMPDIR:-/tmp}/try-XXXXXX")
chmod 755 "$work"
started=() # by process id: what `kill` ends

finish() {
  local status=$?
  for pid in "${started[@]}"; do kill -- "$pid" 2> /dev/null || true; done
  for data in "$work"/postgres*/; do
    [ -f "$data/postmaster.pid" ] && as_postgres "$pg_bin/pg_ctl" stop -s -m immediate -D "$data" || true
  done
  if [ "$status" -eq 0 ]; then rm -rf "$work"; else echo "FAILED (status $status). Files: $work" >&2; fi
}
trap finish EXIT

step() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
fail() { echo "   expected: $*" >&2; exit 1; }
# expect <text> <command...>: the output of the command contains the text; a program has 60 s
expect() {
  local text=$1 output
  shift
  [ "$(type -t "$1")" != file ] || set -- timeout 60 "$@"
  output=$("$@" 2>&1) || true
  if [[ $output == *"$text"* ]]; then note "$text"; else printf '%s\n' "$output" >&2; fail "$text"; fi
}
# milliseconds since the epoch
now_ms() { date +%s%3N; }
free_port() { node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"; }

# ── The program ──────────────────────────────────────────────────────────────────────────────────────────────────────
program() { (cd "$work" && timeout 60 node "$project/dist/src/cli.js" "$@"); }

# serve <name> [VARIABLE=value...]: starts a server; $port is its port, and $work/<name>.log has its output
serve() {
  local name=$1
  shift
  port=$(free_port)
  mkdir -p "$work/$name"
  (cd "$work/$name" && exec env PORT="$port" LOG_LEVEL=info "$@" node "$project/dist/src/cli.js" serve) > "$work/$name.log" 2>&1 &
  server=$!
  started[server]=$server
}
# ready [port]: waits until the server is ready
ready() {
  local at=${1:-$port}
  for _ in $(seq 200); do
    curl -sf "http://127.0.0.1:$at/readyz" > /dev/null && return
    sleep 0.1
  done
  cat "$work"/*.log >&2
  fail "the server on port $at to be ready"
}
stop() { kill "$1"; wait "$1" || true; unset "started[$1]"; }
# ask <query> [token]: sends a GraphQL operation, and prints the response
ask() {
  curl -s -m 60 "http://127.0.0.1:$port/graphql" -H 'content-type: application/json' ${2:+-H "authorization: Bearer $2"} \
    --data "$(node -p 'JSON.stringify({ query: process.argv[1] })' "$1")"
}
spawn_supervisor() { ask "mutation { spawnSupervisor(input: { name: \"$1\" }) { __typename } }" "${2:-}"; }
names() { ask '{ supervisors(first: 100) { nodes { name } } }' "${1:-}"; }

# ── PostgreSQL ───────────────────────────────────────────────────────────────────────────────────────────────────────
pg_bin=${PG_BIN:-$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -1 || true)}
require_postgres() {
  [ -x "$pg_bin/postgres" ] || { echo 'This script needs PostgreSQL 15 or later: apt-get install postgresql, or set PG_BIN.' >&2; exit 2; }
}
# PostgreSQL refuses to run as root
as_postgres() { if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
own() { if [ "$(id -u)" -eq 0 ]; then chown -R postgres: "$@"; fi; }

# new_cluster <name>: creates a cluster in $work/postgres-<name>; its superuser has the password "super"
new_cluster() {
  data="$work/postgres-$1"
  mkdir "$data"
  echo super > "$work/password"
  own "$data" "$work/password"
  as_postgres "$pg_bin/initdb" -D "$data" -U postgres -A scram-sha-256 --pwfile "$work/password" --no-sync > /dev/null
}
# start_cluster <directory> <port> [settings...]
start_cluster() {
  local directory=$1 at=$2
  shift 2
  as_postgres "$pg_bin/pg_ctl" start -s -w -D "$directory" -l "$directory/log" \
    -o "-p $at -c listen_addresses=localhost -c unix_socket_directories='' $*"
}
sql() { psql -X -q -At -v ON_ERROR_STOP=1 "$1" -c "$2"; }

# section <page> <heading> <language> [n]: the n-th code block below a heading of a page of the documentation
section() {
  node - "$project/docs/$1" "$2" "$3" "${4:-1}" <<'JS'
const [, , page, heading, language, n] = process.argv
const text = require('fs').readFileSync(page, 'utf8')
const from = text.search(new RegExp(`^#+ ${heading.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`, 'm'))
if (from < 0) throw new Error(`${page} has no heading ${heading}`)
const blocks = [...text.slice(from).matchAll(new RegExp('^ *```' + language + '\\n([\\s\\S]*?)^ *```', 'gm'))]
if (!blocks[n - 1]) throw new Error(`${page} has no block ${n} below ${heading}`)
process.stdout.write(blocks[n - 1][1])
JS
}
