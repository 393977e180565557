#!/usr/bin/env bash
# Backs up and restores as docs/guides/back-up-and-restore.md and docs/guides/database.md say: a dump, a moment, and the embedded
# database. After each restore it checks the schema, the rows, the tokens and the followers.
source "$(dirname "$0")/support.sh"
require_postgres
pg_port=$(free_port)
archive=$work/archive
mkdir "$archive" && own "$archive"
follow() { timeout 20 "$project/node_modules/.bin/tsx" "$project/tools/try/follow.ts" "ws://127.0.0.1:$port/graphql" "$token" "$1" 2; }
cursor() { ask '{ eventCursor }' "$token" | node -p 'JSON.parse(require("fs").readFileSync(0)).data.eventCursor'; }
sequence_sql=$(section guides/back-up-and-restore.md Restore sql)

# check_restore <what> <kept> <lost>: the restored database of $url, through a server with the token and the cursors from before
check_restore() {
  export DATABASE_URL=$url
  note "$(sql "$url" "$sequence_sql"): the next sequence"
  expect 'up to date' program status
  expect 'No drift' program drift
  expect 'No violations' program verify
  serve "$1" DATABASE_URL="$url"
  ready
  expect "\"$2\"" names "$token"
  [[ $(names "$token") != *"\"$3\""* ]] || fail "no supervisor $3, which was spawned after the backup"
  note "the token of before works, and $3 is gone"
  spawn_supervisor "after-$1" "$token" > /dev/null
  expect 'SUPERVISOR_SPAWNED' follow "$before"
  expect 'ResyncRequired' follow "$after"
  stop "$server"
  unset DATABASE_URL
}

step "$("$pg_bin/postgres" --version) with an archive of its log"
new_cluster primary
primary=$data
start_cluster "$primary" "$pg_port" -c archive_mode=on -c "archive_command='test ! -f $archive/%f && cp %p $archive/%f'"
super="postgresql://postgres:super@localhost:$pg_port"
psql -X -q "$super/postgres" <<< "$(section guides/database.md 'One role' sql)"
sql "$super/postgres" 'ALTER ROLE fleet CREATEDB'
url="postgresql://fleet:secret@localhost:$pg_port/fleet"
token=$(DATABASE_URL=$url program migrate > /dev/null && DATABASE_URL=$url program token create --actor ops --role ADMIN 2> /dev/null | grep -o 'shtk_[0-9A-Za-z]*' | head -1)
serve first DATABASE_URL="$url"
ready
spawn_supervisor kept "$token" > /dev/null
before=$(cursor)

step 'A dump, while the server runs, and changes after it'
started_at=$(now_ms)
(cd "$work" && DATABASE_URL=$url bash -e <<< "$(section guides/back-up-and-restore.md 'Your own PostgreSQL' sh)")
note "$(stat -c %s "$work/fleet.dump") bytes in $(($(now_ms) - started_at)) ms"
as_postgres "$pg_bin/pg_basebackup" -D "$work/postgres-base" --checkpoint=fast -d "$super/postgres" 2> /dev/null ||
  { mkdir "$work/postgres-base" && own "$work/postgres-base" && chmod 700 "$work/postgres-base" &&
    as_postgres "$pg_bin/pg_basebackup" -D "$work/postgres-base" --checkpoint=fast -d "$super/postgres"; }
spawn_supervisor in-time "$token" > /dev/null
sleep 1
moment=$(sql "$super/postgres" 'SELECT clock_timestamp()')
sleep 1
spawn_supervisor lost "$token" > /dev/null
after=$(cursor)
sql "$super/postgres" 'SELECT pg_switch_wal()' > /dev/null
stop "$server"

step 'Restore the dump'
export PGHOST=localhost PGPORT=$pg_port PGUSER=postgres PGPASSWORD=super
url="postgresql://fleet:secret@localhost:$pg_port/fleet_restored"
(cd "$work" && DATABASE_URL=$url bash -e <<< "$(section guides/back-up-and-restore.md Restore sh)")
unset PGHOST PGPORT PGUSER PGPASSWORD
check_restore dump kept in-time

step "Restore to a moment: $moment"
as_postgres "$pg_bin/pg_ctl" stop -s -D "$primary"
section guides/database.md 'Restore to a point in time' ini 2 |
  sed "s#/var/backups/fleet/wal#$archive#; s#^recovery_target_time.*#recovery_target_time = '$moment'#" > "$work/target.conf"
base=$work/postgres-base
touch "$base/recovery.signal" && cat "$work/target.conf" >> "$base/postgresql.auto.conf" && own "$base"
start_cluster "$base" "$pg_port" -c archive_mode=off
for _ in $(seq 100); do [ "$(sql "$super/postgres" 'SELECT pg_is_in_recovery()')" = f ] && break; sleep 0.1; done
url="postgresql://fleet:secret@localhost:$pg_port/fleet"
check_restore moment in-time lost

step 'From the embedded database'
serve embedded DATABASE_URL= EMBEDDED=on
ready
if [ "$(pg_dump --version | grep -o '[0-9]*' | head -1)" -ge 18 ]; then
  sql "$super/postgres" 'CREATE DATABASE fleet_copied OWNER fleet'
  url="postgresql://fleet:secret@localhost:$pg_port/fleet_copied"
  (cd "$work/embedded" && DATABASE_URL=$url bash -e <<< "$(section guides/database.md 'From the embedded database to your own' sh)")
  DATABASE_URL=$url expect 'No drift' program drift
  DATABASE_URL=$url expect 'No violations' program verify
else
  expect 'server version mismatch' pg_dump "$(cat "$work/embedded/.data/url")"
  note "skipped the copy: $(pg_dump --version) is older than 18"
fi
stop "$server"

step 'A copy of the directory of the embedded database'
(cd "$work/embedded" && bash -e <<< "$(section guides/back-up-and-restore.md 'The embedded PostgreSQL' sh 1)")
mv "$work/embedded/.data" "$work/embedded/.lost" && mv "$work/embedded/.data.backup" "$work/embedded/.data"
serve embedded DATABASE_URL= EMBEDDED=on
ready
expect research-lab names
(cd "$work/embedded" && expect 'No violations' node "$project/dist/src/cli.js" verify)
stop "$server"

step 'Done: the restored databases have what the backups had, and clients continue as the guide says'
