#!/usr/bin/env bash
# A server behind Caddy, and behind nginx if it is installed, as docs/guides/expose-it-safely.md says. Then several behind Caddy, as
# docs/guides/deploy.md says: they are replaced one after the other while clients read, write and follow.
source "$(dirname "$0")/support.sh"
require_postgres
command -v caddy > /dev/null || { echo 'This script needs Caddy: apt-get install caddy' >&2; exit 2; }
host=hierarchy.example.com

step 'A database, migrated before the servers start'
pg_port=$(free_port)
new_cluster primary
start_cluster "$data" "$pg_port"
psql -X -q "postgresql://postgres:super@localhost:$pg_port/postgres" <<< "$(section guides/database.md 'One role' sql)"
url="postgresql://fleet:secret@localhost:$pg_port/fleet"
export NODE_ENV=production
NODE_ENV=production expect 'DATABASE_URL: expected a value, because NODE_ENV is production' program serve
DATABASE_URL=$url MIGRATE=off PORT=$(free_port) expect 'MIGRATE is off, and these migrations are pending' program serve
DATABASE_URL=$url program migrate | tail -1
token=$(DATABASE_URL=$url program token create --actor ops --role ADMIN 2> /dev/null | grep -o 'shtk_[0-9A-Za-z]*' | head -1)

openssl req -new -x509 -days 2 -nodes -subj "/CN=$host" -addext "subjectAltName=DNS:$host,DNS:localhost" \
  -keyout "$work/hierarchy.key" -out "$work/hierarchy.pem" 2> /dev/null
export NODE_EXTRA_CA_CERTS=$work/hierarchy.pem
proxy_port=$(free_port)
ports=("$(free_port)" "$(free_port)" "$(free_port)")
servers=()

# start <n>: starts the n-th server behind the proxy
start() {
  port=${ports[$1]}
  (cd "$work" && exec env PORT="$port" DATABASE_URL="$url" MIGRATE=off TRUST_PROXY=127.0.0.1 PUBLIC_URL="https://$host" \
    SHUTDOWN_DELAY_MS=4000 LOG_LEVEL=warn node "$project/dist/src/cli.js" serve) > "$work/server-$1.log" 2>&1 &
  servers[$1]=$!
  started[$!]=$!
  ready
}
# guide <page> <heading> <language>: lines of a guide, with the ports and the certificate of this script
guide() {
  section "$@" | sed "s/:4001/:${ports[0]}/; s/:4002/:${ports[1]}/; s/:4003/:${ports[2]}/; s/:4000/:${ports[0]}/
    s/listen 443/listen 127.0.0.1:$proxy_port/; s#/etc/ssl/hierarchy#$work/hierarchy#
    s#^$host {#https://$host:$proxy_port, https://localhost:$proxy_port {\n  tls $work/hierarchy.pem $work/hierarchy.key#"
}
# visit <path> [arguments of curl]: asks the proxy for its public name, and prints the body and the status
visit() {
  local path=$1
  shift
  curl -s -m 10 -w '\n%{http_code}\n' --cacert "$work/hierarchy.pem" --connect-to "$host:443:127.0.0.1:$proxy_port" "https://$host$path" "$@"
}
viewer() { visit /graphql -H 'content-type: application/json' -d '{"query":"{ viewer { actor } }"}' "$@"; }

# run_proxy <command...>: runs a proxy until `stop "$proxy"`
run_proxy() {
  "$@" > "$work/proxy.log" 2>&1 &
  proxy=$!
  started[proxy]=$proxy
  for _ in $(seq 100); do
    [[ $(viewer || true) != *401 ]] || return 0
    sleep 0.1
  done
  cat "$work/proxy.log" >&2
  fail 'the proxy to reach a server'
}
caddy_with() {
  { printf '{\n  admin 127.0.0.1:%s\n  auto_https off\n}\n' "$(free_port)"; cat; } > "$work/Caddyfile"
  XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work run_proxy caddy run --config "$work/Caddyfile" --adapter caddyfile
}
nginx_with() {
  { printf 'daemon off;\npid %s/nginx.pid;\nevents {}\nhttp {\naccess_log off;\n' "$work"; cat; echo '}'; } > "$work/nginx.conf"
  run_proxy nginx -e stderr -c "$work/nginx.conf"
}

# check_proxy: what the guide says under *Check*, another host, and a WebSocket
check_proxy() {
  expect 401 viewer
  expect '"actor":"ops"' viewer -H "authorization: Bearer $token"
  expect 404 visit /metrics -H "authorization: Bearer $token"
  # Caddy answers other hosts itself; the server refuses those that nginx forwards
  [[ $(viewer -H 'host: other.example.com' -H "authorization: Bearer $token") != *actor* ]] || fail 'no data for another host'
  note 'no data for another host'
  port=${ports[0]}
  local cursor
  cursor=$(ask '{ eventCursor }' "$token" | node -p 'JSON.parse(require("fs").readFileSync(0)).data.eventCursor')
  spawn_supervisor "followed $RANDOM" "$token" > /dev/null
  expect SUPERVISOR_SPAWNED timeout 20 "$project/node_modules/.bin/tsx" "$project/tools/try/follow.ts" \
    "wss://localhost:$proxy_port/graphql" "$token" "$cursor" 2
}
# replace_all: replaces the first two servers under load
replace_all() {
  "$project/node_modules/.bin/tsx" "$project/tools/try/load.ts" "https://localhost:$proxy_port/graphql" "$token" 20 > "$work/load.out" 2>&1 &
  local load=$! n
  started[load]=$load
  sleep 2
  start 2
  for n in 0 1; do
    stop "${servers[$n]}"
    note "server $((n + 1)) has stopped"
  done
  wait "$load" || { cat "$work/load.out" >&2; fail 'no failed request, and each event once'; }
  unset "started[$load]"
  note "$(cat "$work/load.out")"
}

step 'Caddy in front of one server'
start 0
caddy_with < <(guide guides/expose-it-safely.md 'Run it behind a proxy' text)
check_proxy
stop "$proxy"

step 'Caddy in front of several: each is replaced while four clients read and write, and one follows'
start 1
caddy_with < <(guide guides/deploy.md 'Behind a proxy' text)
replace_all
stop "$proxy"
stop "${servers[2]}"

if command -v nginx > /dev/null; then
  step 'nginx in front of one server'
  start 0
  nginx_with < <(guide guides/expose-it-safely.md 'Run it behind a proxy' nginx)
  check_proxy
  stop "$proxy"
  stop "${servers[0]}"
else
  note 'skipped nginx: it is not installed'
fi

step 'The rows'
DATABASE_URL=$url expect 'No violations' program verify
step 'Done'
