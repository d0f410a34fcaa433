# shellcheck shell=bash disable=SC2154 # `root` is set by ./dev
# Debian and Ubuntu packages: what each kind of work needs, and how they come.

# Boost: Debian 12's own libboost-dev is 1.74, too old; later releases have no libboost1.81-dev.
readonly boost_choice='libboost1.81-dev|libboost-dev'

packages_for() {
  case $1 in
    build) echo "g++ cmake ninja-build pkg-config $boost_choice nlohmann-json3-dev libsimdjson-dev
                 libfmt-dev libyaml-cpp-dev libtomlplusplus-dev libcli11-dev libssl-dev
                 libarchive-dev libsqlite3-dev" ;;
    test) echo "libgtest-dev libgmock-dev" ;;
    lint) echo "git python3 clang-format-14 clang-tidy-14" ;;
    fuzz) echo "clang-14 libclang-rt-14-dev" ;;
    bench) echo "libbenchmark-dev" ;;
    instructions) echo "valgrind" ;;
  esac
}

# need_packages KIND…: installs what is missing.  Nothing missing costs milliseconds.
need_packages() {
  [[ ${LAMBENT_SETUP:-} != skip ]] || return 0
  local kind missing
  local -a wanted=()
  for kind in "$@"; do
    # shellcheck disable=SC2207 # package names hold no blanks
    wanted+=($(packages_for "$kind"))
  done
  if ! is_debian; then
    die "this is not Debian or Ubuntu; install what corresponds to: ${wanted[*]}" \
      "- then run again with LAMBENT_SETUP=skip"
  fi
  missing=$(missing_of "${wanted[@]}")
  [[ -z $missing ]] || install_packages "$missing"
}

is_debian() { type -P apt-get >/dev/null && type -P dpkg-query >/dev/null; }

is_installed() {
  [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# The wanted packages that are not here, one a line; "a|b" is here when either is.
missing_of() {
  local choice name
  for choice in "$@"; do
    for name in ${choice//|/ }; do
      if is_installed "$name" && is_new_enough "$name"; then continue 2; fi
    done
    printf '%s\n' "$choice"
  done
}

# libboost-dev counts from 1.81 on, which is what CMake will ask for.
is_new_enough() {
  [[ $1 != libboost-dev ]] || dpkg --compare-versions "$(dpkg-query -W -f='${Version}' "$1")" ge 1.81
}

apt_has() {
  local candidate
  candidate=$(apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: *//p')
  [[ -n $candidate && $candidate != '(none)' ]]
}

# install_packages "CHOICE…": refreshes the lists first, for on a fresh machine they are empty.
install_packages() {
  local -a choices=() names=()
  local choice name
  read -r -d '' -a choices <<<"$1" || true
  if ((EUID != 0)) && ! can_sudo; then
    die "missing packages, and neither root nor sudo to install them: ${choices[*]}"
  fi
  say "installing ${choices[*]}"
  apt_get update
  for choice in "${choices[@]}"; do
    for name in ${choice//|/ }; do
      if apt_has "$name"; then break; fi
    done
    names+=("$name")
  done
  apt_get install --yes --no-install-recommends "${names[@]}"
}

# At a terminal sudo may ask for a password; elsewhere it must not have to.
can_sudo() { type -P sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; }

as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

apt_get() {
  mkdir -p "$root/build"
  quietly "$root/build/apt.log" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get --quiet -o DPkg::Lock::Timeout=300 "$@" || die "apt-get $1 failed"
}
