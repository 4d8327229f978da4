#!/usr/bin/env bash
# The tests of the store use a PostgreSQL of their own: install its programs where that needs no password, or say so.
set -euo pipefail
cd "$(dirname "$0")/.."

has_server() { command -v initdb || compgen -G '/usr/lib/postgresql/*/bin/initdb'; }

has_server >/dev/null && exit 0
scripts/apt.sh postgresql || true
has_server >/dev/null && exit 0
echo "The tests with PostgreSQL are left out: on Debian or Ubuntu, 'sudo apt-get install postgresql' brings it." >&2
