#!/usr/bin/env bash
# The browser tests need Chromium and a Chinese font: install them, or say in one sentence how to.
set -euo pipefail
cd "$(dirname "$0")/.."

has_browser() {
  [ -n "${GUIDE_CHROMIUM:-}" ] || [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] ||
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

has_font() {
  [ "$(uname)" = Darwin ] || { command -v fc-list && [ -n "$(fc-list :lang=zh-cn family)" ]; }
}

missing=()
has_browser >/dev/null || missing+=(chromium)
has_font >/dev/null || missing+=(fonts-noto-cjk fontconfig)
[ ${#missing[@]} -eq 0 ] && exit 0
scripts/apt.sh "${missing[@]}" || true
if has_browser >/dev/null && has_font >/dev/null; then exit 0; fi
echo "The browser tests need Chromium and a Chinese font: on Debian or Ubuntu, run 'sudo apt-get install chromium fonts-noto-cjk'; on macOS, install Google Chrome; or set GUIDE_CHROMIUM to a Chromium program." >&2
exit 1
