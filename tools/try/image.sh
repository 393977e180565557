#!/usr/bin/env bash
# Builds the image of Dockerfile with buildah, and runs it with podman, as docs/guides/deploy.md says. Needs root. The base is BASE_IMAGE, or
# Debian with the Node.js of this machine: docker.io is not necessary.
# Where podman may not raise limits, or crun refuses the control groups, name runc and lower `default_ulimits` in a file, and set
# CONTAINERS_CONF to it.
source "$(dirname "$0")/support.sh"
require_postgres
for command in buildah podman mmdebstrap; do
  command -v "$command" > /dev/null || { echo "This script needs $command: apt-get install $command" >&2; exit 2; }
done
export STORAGE_DRIVER=${STORAGE_DRIVER:-vfs} BUILDAH_ISOLATION=chroot
store=(--root "$work/images" --runroot "$work/run")

step 'A base image'
base=${BASE_IMAGE:-}
if [ -z "$base" ]; then
  base=localhost/base
  mmdebstrap --quiet --variant=minbase --include=libstdc++6 bookworm "$work/base.tar"
  container=$(buildah "${store[@]}" from scratch)
  buildah "${store[@]}" add -q "$container" "$work/base.tar" / > /dev/null
  buildah "${store[@]}" copy -q "$container" "$(command -v node)" /usr/local/bin/node > /dev/null
  buildah "${store[@]}" copy -q "$container" "$(npm root --global)/npm" /usr/local/lib/node_modules/npm > /dev/null
  # the certificates of this machine: it may reach the registry through a proxy of its own
  buildah "${store[@]}" copy -q "$container" /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt > /dev/null
  buildah "${store[@]}" run "$container" -- ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
  buildah "${store[@]}" config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  buildah "${store[@]}" commit -q "$container" "$base" > /dev/null
  buildah "${store[@]}" rm "$container" > /dev/null
  rm "$work/base.tar"
fi
note "$base: $(buildah "${store[@]}" images --format '{{.Size}}' "$base")"

step 'Build'
started_at=$(now_ms)
buildah "${store[@]}" build --format docker --build-arg BASE_IMAGE="$base" -t localhost/supervisor-hierarchy "$project" > "$work/build.out" 2>&1 ||
  { tail -40 "$work/build.out" >&2; fail 'the image to be built'; }
note "built in $((($(now_ms) - started_at) / 1000)) s: $(buildah "${store[@]}" images --format '{{.Size}}' localhost/supervisor-hierarchy) with the base"

step 'Run'
pg_port=$(free_port)
new_cluster primary
start_cluster "$data" "$pg_port"
psql -X -q "postgresql://postgres:super@localhost:$pg_port/postgres" <<< "$(section guides/database.md 'One role' sql)"
export DATABASE_URL="postgresql://fleet:secret@127.0.0.1:$pg_port/fleet"
port=$(free_port)
# as the guide says; the containers use the network of this machine, so that they reach its PostgreSQL
run() { podman "${store[@]}" run --rm --network host --read-only --cap-drop ALL --log-driver none -e DATABASE_URL "$@"; }
expect 'Applied migrations' run localhost/supervisor-hierarchy migrate
token=$(run localhost/supervisor-hierarchy token create --actor ops --role ADMIN 2> /dev/null | grep -o 'shtk_[0-9A-Za-z]*')
run --name hierarchy -e PORT="$port" -e HOST=127.0.0.1 -e EXPLORER=on localhost/supervisor-hierarchy > "$work/server.log" 2>&1 &
container=$!
ready
expect '"actor":"ops"' ask '{ viewer { actor } }' "$token"
expect SpawnSupervisorPayload spawn_supervisor one "$token"
expect '<title>' curl -s "http://127.0.0.1:$port/explorer"
for asset in $(curl -s "http://127.0.0.1:$port/explorer" | grep -o '/explorer/[^"]*\.\(js\|css\)'); do
  expect 200 curl -s -o /dev/null -w '%{http_code} '"$asset" "http://127.0.0.1:$port$asset"
done
podman "${store[@]}" healthcheck run hierarchy > /dev/null && note "the health check passes"
note "user and files: $(podman "${store[@]}" exec hierarchy id -u), $(podman "${store[@]}" exec hierarchy node -e "try { require('fs').writeFileSync('/app/x', ''); console.log('writable') } catch (error) { console.log(error.code) }")"
[ ! -e "$work/.data" ] || fail 'no embedded database'
podman "${store[@]}" stop -t 15 hierarchy > /dev/null
wait "$container" && note 'stopped with code 0'
step 'Done'
