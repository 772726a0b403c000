#!/bin/sh
# Makes an environment hold what requirements/NAME.txt says, and does nothing if it does already.
#
#   setup/environment.sh bude       .venv           what Bude needs to run
#   setup/environment.sh dev        .venv           the same, and what checks and tests need
#   setup/environment.sh NAME       .venv-NAME      anything else, on its own
#
# What was installed is noted as a copy of the list in ENVIRONMENT/installed/. Speaks on
# stderr only and leaves stdin alone: both belong to what is started afterwards.
set -eu
exec </dev/null >&2
cd "$(dirname "$0")/.."

wanted=$1
case $wanted in
    bude | dev) environment=.venv ;;
    *) environment=.venv-$wanted ;;
esac
list=requirements/$wanted.txt
note=$environment/installed/$wanted.txt

is_current() {
    cmp -s "$list" "$note" && [ -x "$environment/bin/python" ]
}

if [ ! -f "$list" ]; then
    echo "There is no $list."
    exit 1
fi
if is_current; then
    exit 0
fi

python=$(setup/python.sh)
mkdir -p .tools
exec 9>.tools/lock
# Python's flock rather than the program of that name, which macOS lacks. The lock belongs to
# this shell's open file and lasts as long as the shell.
"$python" -c 'import fcntl; fcntl.flock(9, fcntl.LOCK_EX)'
if is_current; then
    exit 0
fi

echo "Setting up $environment with $list (once; it takes a minute at most) ..."
if ! "$environment/bin/python" -c '' 2>/dev/null; then
    rm -rf "$environment"
    setup/uv.sh venv --quiet --no-project --python "$python" "$environment"
fi
# `dev` holds all of `bude`, so whoever has the tools keeps them when Bude's own list changes.
if [ "$wanted" = bude ] && [ -f .venv/installed/dev.txt ]; then
    wanted=dev
fi
rm -rf "$environment/installed"
setup/uv.sh pip sync --quiet --compile-bytecode --python "$environment/bin/python" --require-hashes \
    --build-constraints requirements/build.txt "requirements/$wanted.txt"
mkdir "$environment/installed"
cp "requirements/$wanted.txt" "$environment/installed/"
if [ "$wanted" = dev ]; then
    cp requirements/bude.txt "$environment/installed/"
fi
