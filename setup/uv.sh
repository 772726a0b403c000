#!/bin/sh
# Runs uv: the one on the PATH, or one of our own that is brought into .tools/ first.
set -eu
cd "$(dirname "$0")/.."
export UV_PYTHON_DOWNLOADS=never
# Trust whom the system trusts, as pip does: where a proxy has a certificate of its own, uv's
# built-in list is not enough. (A bare container has no list, and is left with uv's.)
for list in /etc/ssl/cert.pem /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt; do
    if [ -e "$list" ]; then
        export UV_SYSTEM_CERTS="${UV_SYSTEM_CERTS-true}"
    fi
done

if uv --version >/dev/null 2>&1; then
    exec uv "$@"
fi

own=.tools/uv
if ! cmp -s requirements/uv.txt "$own/installed.txt"; then
    python=$(setup/python.sh)
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python cannot make environments: its venv or ensurepip is missing." >&2
        echo "Install it (on Debian and Ubuntu: apt-get install python3-venv), or install uv." >&2
        exit 1
    fi
    rm -rf "$own"
    "$python" -m venv "$own" >&2
    "$own/bin/python" -m pip install --quiet --disable-pip-version-check \
        --require-hashes --only-binary :all: -r requirements/uv.txt >&2
    cp requirements/uv.txt "$own/installed.txt"
fi
exec "$own/bin/uv" "$@"
