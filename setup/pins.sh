#!/bin/sh
# Recompiles requirements/*.txt: every version and hash, for all platforms. Arguments go to
# `uv pip compile` (--upgrade takes new versions; without it only what must change changes).
set -eu
cd "$(dirname "$0")/.."

compile() {
    setup/uv.sh pip compile --quiet --generate-hashes --universal --python-version 3.11 \
        --no-header "$@" >/dev/null
}

compile pyproject.toml -o requirements/bude.txt "$@"
compile pyproject.toml --group dev -c requirements/bude.txt -o requirements/dev.txt "$@"
for wishes in requirements/*.in; do
    compile "$wishes" -o "${wishes%.in}.txt" "$@"
done
