#!/bin/sh
# Installs what the tests need from the system and only root can install: PostgreSQL's programs
# (the tests start servers of their own with them), Node (for Element's own SDK, which the tests
# ask how it counts a poll), and Python's venv where nothing else brings uv.
set -eu
cd "$(dirname "$0")/.."

can_make_environments() {
    uv --version >/dev/null 2>&1 || "$(setup/python.sh)" -c 'import ensurepip, venv' 2>/dev/null
}

missing=
setup/postgresql.sh >/dev/null || missing="$missing postgresql"
command -v npm >/dev/null || missing="$missing npm"
can_make_environments || missing="$missing python3-venv"
if [ -z "$missing" ]; then
    exit 0
fi

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Please have this installed, by root:$missing" >&2
    echo "On Debian and Ubuntu: sudo apt-get install --no-install-recommends$missing" >&2
    echo "Until then the tests that need it are skipped." >&2
    exit 1
fi

install() {
    # Unquoted: one word for each package.
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends $missing
}

# The package lists may be absent (a container) or stale: then once more with new ones.
install </dev/null >&2 || { apt-get update --quiet >&2 && install </dev/null >&2; }
