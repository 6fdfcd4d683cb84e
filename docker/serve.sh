#!/bin/sh
# serve.sh CERTIFICATE SIGNAL COMMAND ...: runs a server, ends it with the signal when the container is to end, and has it
# read its certificate again (SIGHUP) when the agent has renewed that.
set -eu
certificate=$1
signal=$2
shift 2

"$@" &
server=$!
ending=
trap 'ending=yes; kill -"$signal" "$server"' TERM INT

seen=$(cksum "$certificate")
while [ -z "$ending" ] && kill -0 "$server" 2>/dev/null; do
  sleep 10 &
  wait $! || true
  now=$(cksum "$certificate")
  if [ -z "$ending" ] && [ "$now" != "$seen" ]; then
    seen=$now
    kill -HUP "$server"
  fi
done
wait "$server"
