#!/usr/bin/env bash
# Two servers behind Caddy, as docs/guides/deploy.md says: one after the other is replaced while clients read, write and follow.
source "$(dirname "$0")/support.sh"
require_postgres
command -v caddy > /dev/null || { echo 'This script needs Caddy: apt-get install caddy' >&2; exit 2; }

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

step 'Two servers behind Caddy'
start_server() { serve "$1" DATABASE_URL="$url" MIGRATE=off TRUST_PROXY=127.0.0.1 SHUTDOWN_DELAY_MS=3000 LOG_LEVEL=warn; }
start_server one
first=$server first_port=$port
ready
start_server two
second=$server second_port=$port
ready
third_port=$(free_port)
proxy_port=$(free_port)
admin_port=$(free_port)
cat > "$work/Caddyfile" << END
{
  admin 127.0.0.1:$admin_port
  auto_https off
}
http://127.0.0.1:$proxy_port {
  handle /graphql {
    reverse_proxy 127.0.0.1:$first_port 127.0.0.1:$second_port 127.0.0.1:$third_port {
      health_uri /readyz
      health_interval 500ms
      health_timeout 2s
      lb_policy least_conn
      lb_try_duration 5s
    }
  }
  respond 404
}
END
XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work caddy run --config "$work/Caddyfile" --adapter caddyfile > "$work/caddy.out" 2>&1 &
started[$!]=$!
sleep 2
port=$proxy_port
expect '"actor":"ops"' ask '{ viewer { actor } }' "$token"
expect UNAUTHENTICATED ask '{ viewer { actor } }'

step 'Replace both servers while four clients read and write, and one follows'
"$project/node_modules/.bin/tsx" "$project/tools/try/load.ts" "http://127.0.0.1:$proxy_port/graphql" "$token" 14 > "$work/load.out" 2>&1 &
load=$!
sleep 2
port=$third_port
(cd "$work" && exec env PORT="$third_port" DATABASE_URL="$url" MIGRATE=off TRUST_PROXY=127.0.0.1 LOG_LEVEL=warn node "$project/dist/src/cli.js" serve) > "$work/three.log" 2>&1 &
started[$!]=$!
ready "$third_port"
stop "$first"
note 'the first server has stopped'
stop "$second"
note 'the second server has stopped'
wait "$load" || { cat "$work/load.out" >&2; fail 'no failed request, and each event once'; }
note "$(cat "$work/load.out")"

step 'The rows'
DATABASE_URL=$url expect 'No violations' program verify
step 'Done'
