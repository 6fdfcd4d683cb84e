#!/bin/sh
# Looks for what is secret in the running platform where it must not be: images, containers' settings and logs, the
# list of processes and the volumes of others. Prints each place, and ends with 1 when there is one. Run it beside
# docker-compose.yml, as somebody who may use docker and see all processes.
set -eu
tool=$(docker compose config --images | grep '^postgres') # an image with a shell
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umask 077

inside() { # inside <volume> <command>
  docker run --rm --network none --user 0:0 --entrypoint sh -v "palisade_$1:/v:ro" "$tool" -c "$2"
}
look() { # look <place>, in what comes in
  ! grep -aqF -f "$work/secrets" || echo "$1" >>"$work/found"
}

docker compose run --rm --no-deps -T people | cut -d ' ' -f 2- | tr ' ' '\n' >"$work/secrets"
# The lines of a key but not its first: that says what kind of key it is, and is the same in many.
keys="find /v -type f ! -name '*.crt' -exec grep -h -A 9 'PRIVATE KEY' {} + | grep -v -e ----- | cut -c 41-"
inside offline "$keys; cat /v/postgres-password; echo; cat /v/recovery-key; echo" >>"$work/secrets"
for volume in vault-tls postgres-tls valkey-tls payment-sandbox-tls; do inside "$volume" "$keys"; done >>"$work/secrets"
inside sandbox-secrets 'cat /v/*' >>"$work/secrets"
grep -E '.{12}' "$work/secrets" | sort -u >"$work/long" && mv "$work/long" "$work/secrets"
: >"$work/found"

inside offline 'tar c /v 2>/dev/null' | look offline
grep -qx offline "$work/found" || { echo "The scan does not find what is there."; exit 2; }
: >"$work/found"

for image in $(docker compose config --images | sort -u); do docker save "$image" | look "image $image"; done
for container in $(docker compose ps --all --quiet); do
  docker inspect "$container" | look "settings of $container"
  docker logs "$container" 2>&1 | look "log of $container"
done
cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null | look "list of processes"
for volume in trust vault-data vault-audit postgres-data valkey-acl sandbox-data; do
  inside "$volume" 'tar c /v 2>/dev/null' | look "volume $volume"
done

echo "$(wc -l <"$work/secrets") secrets, found in $(wc -l <"$work/found") places."
cat "$work/found"
[ ! -s "$work/found" ]
