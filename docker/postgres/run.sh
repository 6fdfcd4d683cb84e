#!/bin/sh
# Makes the database cluster when there is none, and runs PostgreSQL.
set -eu

if [ ! -s "$PGDATA/PG_VERSION" ]; then
  # Not by the image's entry point, which leaves the password in the environment of the server. What was begun and not
  # finished is made anew.
  rm -rf "$PGDATA.new"
  mkdir -p "$PGDATA.new"
  initdb --pgdata="$PGDATA.new" --username=postgres --pwfile=/password/postgres --auth=scram-sha-256
  mv "$PGDATA.new" "$PGDATA"
fi

exec /serve.sh /tls/identity.pem INT postgres "$@" # the fast shutdown, which waits for no client
