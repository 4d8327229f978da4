#!/usr/bin/env bash
# Install Debian packages where that needs no password: scripts/apt.sh NAME...; fails quietly elsewhere.
set -euo pipefail
command -v apt-get >/dev/null || exit 1
if [ "$(id -u)" = 0 ]; then
  root=(env)
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  root=(sudo -n)
else
  exit 1
fi
echo "Installing $* from the system's packages."
"${root[@]}" apt-get -qq update
"${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >/dev/null
