#!/usr/bin/env bash
# Runs each step of docs/guides/database.md on a PostgreSQL of its own: roles, TLS, poolers, standbys.
source "$(dirname "$0")/support.sh"
require_postgres
guide=guides/database.md
pg_port=$(free_port)

step "$("$pg_bin/postgres" --version), with a certificate of a private authority"
new_cluster primary
openssl req -new -x509 -days 2 -nodes -subj '/CN=private authority' -keyout "$work/ca.key" -out "$work/ca.pem" 2> /dev/null
openssl req -new -nodes -subj '/CN=localhost' -keyout "$data/server.key" -out "$work/server.csr" 2> /dev/null
openssl x509 -req -days 2 -in "$work/server.csr" -CA "$work/ca.pem" -CAkey "$work/ca.key" -CAcreateserial \
  -extfile <(echo 'subjectAltName=DNS:localhost') -out "$data/server.crt" 2> /dev/null
chmod 600 "$data/server.key"
chmod 644 "$work/ca.pem"
own "$data"
start_cluster "$data" "$pg_port" -c ssl=on
primary=$data
super="postgresql://postgres:super@localhost:$pg_port/postgres"

step 'One role: the owner of the database'
psql -X -q "$super" <<< "$(section $guide 'One role' sql)"
url="postgresql://fleet:secret@localhost:$pg_port/fleet"
DATABASE_URL=$url program migrate | tail -1
DATABASE_URL=$url expect 'permission denied to create database' program drift
sql "$super" 'ALTER ROLE fleet CREATEDB'
DATABASE_URL=$url expect 'No drift' program drift
DATABASE_URL=$url expect 'No violations' program verify

step 'An owner, and a role for the servers'
sql "$super" 'DROP DATABASE fleet'
psql -X -q "$super" <<< "$(section $guide 'An owner and a role for the servers' sql 1)"
owner="postgresql://fleet_owner:secret@localhost:$pg_port/fleet"
url="postgresql://fleet_server:secret@localhost:$pg_port/fleet"
DATABASE_URL=$owner program migrate | tail -1
DATABASE_URL=$url MIGRATE=off PORT=$(free_port) expect 'permission denied for table _prisma_migrations' program serve
section $guide 'An owner and a role for the servers' sql 2 | sed 's/supervisor_restarts, //' > "$work/grants.sql"
psql -X -q "$owner" --file "$work/grants.sql"
DATABASE_URL=$url MIGRATE=off PORT=$(free_port) expect 'missing: SELECT on supervisor_restarts' program serve
psql -X -q "$owner" <<< "$(section $guide 'An owner and a role for the servers' sql 2)"
serve split DATABASE_URL="$url" MIGRATE=off
ready
expect SpawnSupervisorPayload spawn_supervisor one
expect 'must be owner of table supervisors' sql "$url" 'ALTER TABLE supervisors DISABLE TRIGGER ALL'
note "connections of a server: $(sql "$super" "SELECT count(*) FROM pg_stat_activity WHERE usename = 'fleet_server'")"
stop "$server"

step 'TLS'
tls() { DATABASE_URL="$url?$1" program status; }
expect 'up to date' tls "sslmode=verify-full&sslrootcert=$work/ca.pem"
expect 'up to date' tls "sslmode=require&sslrootcert=$work/ca.pem"
expect 'certificate' tls sslmode=require
expect 'up to date' tls sslmode=no-verify
expect 'up to date' tls 'sslmode=require&uselibpqcompat=true'
as_postgres sed -i 's/^host /hostssl /' "$primary/pg_hba.conf"
sql "$super" 'SELECT pg_reload_conf()' > /dev/null
sleep 0.5
expect 'no encryption' tls sslmode=disable
super="$super?sslmode=require"
as_postgres sed -i 's/^hostssl /host /' "$primary/pg_hba.conf"
sql "$super" 'SELECT pg_reload_conf()' > /dev/null
sleep 0.5

step 'PgBouncer'
if command -v pgbouncer > /dev/null; then
  bouncer_port=$(free_port)
  mkdir "$work/pgbouncer"
  bounce() { # bounce <pool mode>
    section $guide 'Connect through a pooler' ini |
      sed "s/port=5432/port=$pg_port/; s/127.0.0.1/localhost/; s/^pool_mode.*/pool_mode = $1/" > "$work/pgbouncer/pgbouncer.ini"
    printf '%s\n' "listen_addr = 127.0.0.1" "listen_port = $bouncer_port" 'unix_socket_dir =' 'auth_type = plain' \
      "auth_file = $work/pgbouncer/users" "logfile = $work/pgbouncer/log" "pidfile = $work/pgbouncer/pid" \
      >> "$work/pgbouncer/pgbouncer.ini"
    echo '"fleet_server" "secret"' > "$work/pgbouncer/users"
    own "$work/pgbouncer"
    as_postgres pgbouncer -q "$work/pgbouncer/pgbouncer.ini" > /dev/null 2>&1 &
    runner=$! # PgBouncer is a child of it
    for _ in $(seq 100); do [ -s "$work/pgbouncer/pid" ] && break; sleep 0.1; done
    bouncer=$(cat "$work/pgbouncer/pid")
    started[bouncer]=$bouncer
  }
  end_bouncer() { kill "$bouncer"; wait "$runner" || true; unset "started[$bouncer]"; }
  sql "$super" "ALTER ROLE fleet_server SET datestyle = 'ISO, MDY'; ALTER ROLE fleet_server SET jit = off; ALTER ROLE fleet_server SET statement_timeout = '15s'; ALTER ROLE fleet_server SET lock_timeout = '5s'; ALTER ROLE fleet_server SET idle_in_transaction_session_timeout = '10s'"
  through="postgresql://fleet_server:secret@127.0.0.1:$bouncer_port/fleet"
  bounce session
  serve pooled DATABASE_URL="$through" MIGRATE=off
  ready
  expect SpawnSupervisorPayload spawn_supervisor two
  stop "$server"
  end_bouncer
  bounce transaction
  DATABASE_URL=$through MIGRATE=off PORT=$(free_port) expect 'shares sessions between clients' program serve
  end_bouncer
else
  note 'skipped: pgbouncer is not installed'
fi

step 'A standby, and its promotion'
sql "$super" "ALTER ROLE postgres SET synchronous_commit = on" > /dev/null
standby_port=$(free_port)
standby="$work/postgres-standby"
as_postgres true
mkdir "$standby" && own "$standby" && chmod 700 "$standby"
as_postgres "$pg_bin/pg_basebackup" -D "$standby" -R --checkpoint=fast -d "${super%%\?*}"
start_cluster "$standby" "$standby_port" -c ssl=on
serve standby DATABASE_URL="postgresql://fleet_server:secret@localhost:$standby_port/fleet" MIGRATE=off
for _ in $(seq 200); do [[ $(curl -s "http://127.0.0.1:$port/readyz") == *read-only* ]] && break; sleep 0.1; done
expect 'read-only' curl -s "http://127.0.0.1:$port/readyz"
as_postgres "$pg_bin/pg_ctl" promote -s -w -D "$standby"
ready
note 'ready after the promotion, without a restart'
expect SpawnSupervisorPayload spawn_supervisor three
DATABASE_URL="postgresql://fleet_owner:secret@localhost:$standby_port/fleet" expect 'No violations' program verify
stop "$server"

step 'Done: each step of docs/guides/database.md up to *Standbys* has the result that it states'
