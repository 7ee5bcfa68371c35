#!/usr/bin/env bash
# The language server in Neovim. Installs it where that is possible; says so where it did not run.
#     lsp.sh FELTSENSE FOLDER
set -euo pipefail
if ! command -v nvim >/dev/null && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  { apt-get update -qq && apt-get install -y -qq neovim; } >/dev/null 2>&1 || true
fi
if ! command -v nvim >/dev/null; then
  echo "NOT RUN: there is no nvim here and it cannot be installed; the language server was not tried in an editor"
  # As for the pages: a run that saw no editor is no pass, unless that is meant.
  [ -n "${FELTSENSE_NO_EDITOR:-}" ] && exit 0
  echo "set FELTSENSE_NO_EDITOR=1 if that is meant" && exit 1
fi
mkdir -p "$2"
FELTSENSE=$(realpath "$1") FOLDER=$(realpath "$2") timeout 300 nvim --headless --clean -c "luafile $(dirname "$0")/lsp.lua"
