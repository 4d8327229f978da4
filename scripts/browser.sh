#!/usr/bin/env bash
# The browser tests need Chromium and a Chinese font: install them, or say in one sentence how to.
set -euo pipefail
cd "$(dirname "$0")/.."

# Chromium without windows: it shows the same pages for half the work.
has_shell() {
  [ -n "${GUIDE_CHROMIUM:-}" ] || [ "$(uname)" = Darwin ] || command -v chromium-headless-shell >/dev/null
}

has_browser() {
  .venv/bin/python scripts/browsers.py >/dev/null
}

has_font() {
  [ "$(uname)" = Darwin ] || { command -v fc-list >/dev/null && [ -n "$(fc-list :lang=zh-cn family)" ]; }
}

has_shell || scripts/apt.sh chromium-headless-shell 2>/dev/null || has_browser || scripts/apt.sh chromium || true
has_font || scripts/apt.sh fonts-noto-cjk fontconfig || true
if has_browser && has_font; then exit 0; fi
echo "The browser tests need Chromium and a Chinese font: on Debian or Ubuntu, run 'sudo apt-get install chromium fonts-noto-cjk'; on macOS, install Google Chrome; or set GUIDE_CHROMIUM to a Chromium program." >&2
exit 1
