#!/bin/sh
# Runs PostgreSQL, and has it read its certificate again when the agent has renewed it.
set -eu

docker-entrypoint.sh postgres "$@" &
server=$!
trap 'kill -INT "$server"' TERM INT # the fast shutdown, which waits for no client

seen=$(cksum /tls/identity.pem)
while kill -0 "$server" 2>/dev/null; do
  sleep 10 &
  wait $! || true
  now=$(cksum /tls/identity.pem)
  if [ "$now" != "$seen" ]; then
    seen=$now
    kill -HUP "$server"
  fi
done
wait "$server"
