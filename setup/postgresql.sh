#!/bin/sh
# Prints the folder of PostgreSQL's programs, the newest of several; fails if there is none.
# Most systems do not put initdb on the PATH.
set -eu

if found=$(command -v initdb); then
    dirname "$(readlink -f "$found")"
    exit 0
fi
for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
    /opt/homebrew/opt/postgresql@*/bin /usr/local/opt/postgresql@*/bin; do
    if [ -x "$folder/initdb" ]; then
        echo "$folder"
    fi
done | sort -V | tail -n 1 | grep .
