#!/bin/sh
# Runs Valkey, and starts it anew when the agent has renewed its certificate: nobody needs the right to configure it,
# and the gateways bridge the moment with their own stricter limits.
set -eu

stop() {
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" || true
}
trap 'stop; exit 0' TERM INT

while true; do
  seen=$(cksum /tls/identity.pem)
  valkey-server /etc/palisade/valkey.conf &
  server=$!
  while [ "$(cksum /tls/identity.pem)" = "$seen" ]; do
    kill -0 "$server" 2>/dev/null || exit 1
    sleep 10 &
    wait $! || true
  done
  stop
done
