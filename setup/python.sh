#!/bin/sh
# Prints the path of a Python that Bude runs on. PYTHON=... chooses another one.
set -eu

# The base interpreter: an activated environment of ours may be thrown away and made anew.
ask='import sys
if sys.version_info < (3, 11): sys.exit(1)
print(sys._base_executable)'

for name in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python; do
    if "$name" -c "$ask" 2>/dev/null; then
        exit 0
    fi
done

echo "Bude needs Python 3.11 or newer, and there is none on the PATH." >&2
echo "Install one (on Debian and Ubuntu: apt-get install python3 python3-venv)," >&2
echo "or name it: make PYTHON=/path/to/python3.12 run" >&2
exit 1
