#!/usr/bin/env bash
# Make an empty .venv with the first Python that fits, or say in one sentence what is missing.
set -euo pipefail
cd "$(dirname "$0")/.."

fits() {
  "$1" -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null
}

for python in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  if fits "$python"; then
    # Debian keeps the part of Python that puts pip into a new environment in a package of its own.
    "$python" -c 'import ensurepip' 2>/dev/null || scripts/apt.sh python3-venv || true
    if "$python" -m venv .venv; then exit 0; fi
    rm -rf .venv
    echo "Python cannot make an environment here: on Debian or Ubuntu, run 'sudo apt-get install python3-venv' and try again." >&2
    exit 1
  fi
done
echo "Python 3.11, 3.12 or 3.13 is needed: install one, or name it, as in 'make app PYTHON=/path/to/python3.12'." >&2
exit 1
