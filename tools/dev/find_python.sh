# shellcheck shell=bash disable=SC2154 # `root` is set by ./dev
# Finds a Python 3.12 for the handlers.  A candidate is believed only after it ran and said 3.12:
# a pyenv shim on PATH may exist and yet refuse to run.

# Prints the interpreter; fails when there is none.
find_python() {
  local candidate found
  while IFS= read -r candidate; do
    [[ -x $candidate ]] || continue
    found=$(timeout 10 "$candidate" -c \
      'import sys; print(sys.executable if sys.version_info[:2] == (3, 12) else "")' 2>/dev/null) || continue
    if [[ -n $found ]]; then
      printf '%s\n' "$found"
      return 0
    fi
    if [[ $candidate == "${LAMBENT_PYTHON:-}" ]]; then
      say "LAMBENT_PYTHON is not a Python 3.12, looking further: $candidate"
    fi
  done < <(python_candidates)
  return 1
}

python_candidates() {
  local pyenv=${PYENV_ROOT:-${HOME:-/nonexistent}/.pyenv}
  local data=${XDG_DATA_HOME:-${HOME:-/nonexistent}/.local/share}
  local uv=${UV_PYTHON_INSTALL_DIR:-$data/uv/python}
  printf '%s\n' "${LAMBENT_PYTHON:-}" "${VIRTUAL_ENV:+$VIRTUAL_ENV/bin/python}"
  type -ap python3.12 || true
  newest_first "$pyenv"/versions/3.12*/bin/python
  newest_first "$uv"/cpython-3.12*/bin/python3.12
  newest_first "$root"/.dev/python/cpython-3.12*/bin/python3.12
}

newest_first() { printf '%s\n' "$@" | sort --version-sort --reverse; }
