# shellcheck shell=bash
# What ./dev says, and how long things took.

began=${EPOCHREALTIME/[.,]/}

say() { printf 'dev: %s\n' "$*" >&2; }

# Wrong use, or something that a person has to install.
die() {
  say "$*"
  exit 2
}

# Seconds since ./dev began, with one decimal.
elapsed() {
  local tenths=$(((${EPOCHREALTIME/[.,]/} - began) / 100000))
  printf '%d.%d s' $((tenths / 10)) $((tenths % 10))
}

finished() { printf './dev %s (%s)\n' "$*" "$(elapsed)"; }

# quietly LOG COMMAND…: the output goes to LOG, and to stderr when the command fails.  At a terminal
# it is shown as it comes.
quietly() {
  local log=$1
  shift
  if [[ -t 2 ]]; then
    "$@" >&2
  elif ! "$@" >"$log" 2>&1; then
    cat "$log" >&2
    return 1
  fi
}
