# shellcheck shell=bash disable=SC2154 # `root` is set by ./dev
# Sets LAMBENT_PYTHON to a Python 3.12, and brings one when the machine has none.

readonly uv_version=0.13.9

use_python() {
  if ! LAMBENT_PYTHON=$(find_python); then
    if [[ ${LAMBENT_SETUP:-} != skip ]]; then
      python_from_distribution || python_from_uv || true
    fi
    LAMBENT_PYTHON=$(find_python) ||
      die "no Python 3.12: install it (pyenv install 3.12, or uv python install 3.12) or name one in LAMBENT_PYTHON"
  fi
  export LAMBENT_PYTHON
}

python_from_distribution() {
  is_debian && apt_has python3.12 || return 1
  install_packages python3.12
}

# A managed build under .dev/, through uv; uv itself comes from the Python registry unless it is here.
python_from_uv() {
  local uv here=$root/.dev
  uv=$(type -P uv) || uv=$(install_uv) || return 1
  say "fetching Python 3.12 into .dev/python"
  UV_PYTHON_INSTALL_DIR=$here/python UV_CACHE_DIR=$here/uv-cache UV_PYTHON_INSTALL_BIN=0 \
    quietly "$here/python.log" timeout 600 "$uv" python install --no-config 3.12
}

# Prints the path of uv, installed into .dev/uv.
install_uv() {
  local python here=$root/.dev
  if [[ ! -x $here/uv/bin/uv ]]; then
    mkdir -p "$here"
    if is_debian; then
      python=/usr/bin/python3
      [[ -z $(missing_of python3 python3-venv) ]] || install_packages "python3 python3-venv"
    else
      python=$(type -P python3) || return 1
    fi
    quietly "$here/uv.log" "$python" -m venv "$here/uv" || return 1
    quietly "$here/uv.log" "$here/uv/bin/pip" install --quiet "uv==$uv_version" || return 1
  fi
  printf '%s\n' "$here/uv/bin/uv"
}

# Debian and Ubuntu ship `venv` apart from the interpreter.
need_venv_module() {
  if "$LAMBENT_PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then return 0; fi
  if [[ ${LAMBENT_SETUP:-} != skip ]] && is_debian && apt_has python3.12-venv; then
    install_packages python3.12-venv
  else
    die "$LAMBENT_PYTHON has no venv module: install it, or name another Python 3.12 in LAMBENT_PYTHON"
  fi
}
