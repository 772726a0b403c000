#!/bin/sh
# Installs Element's own SDK, which the tests ask how it counts a poll, beside the programs that
# use it. Does nothing if it is there.
set -eu
exec </dev/null >&2
cd "$(dirname "$0")/../tests/servers/element"
note=node_modules/installed.json

if cmp -s package-lock.json "$note"; then
    exit 0
fi
for program in node npm; do
    command -v "$program" >/dev/null || {
        echo "There is no $program: \`make services\` brings it."
        exit 1
    }
done
echo "Setting up Element's SDK (once; it takes seconds) ..."
npm ci --ignore-scripts --no-audit --no-fund --silent
cp package-lock.json "$note"
