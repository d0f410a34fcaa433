# shellcheck shell=bash disable=SC2154 # `root` is set by ./dev
# Configures and builds one tree under build/.

jobs=${LAMBENT_JOBS:-$(nproc)}

# build_tree TREE PRESET TARGET… [-DNAME=VALUE…]: two of us may build at once, so each tree has a lock.
build_tree() {
  local name=$1 preset=$2 log=$root/build/$1/dev.log argument
  local -a targets=() options=()
  shift 2
  for argument in "$@"; do
    case $argument in
      -D*) options+=("$argument") ;;
      *) targets+=("$argument") ;;
    esac
  done
  mkdir -p "$root/build/$name"
  exec 9>"$root/build/$name/dev.lock"
  flock 9
  configure_tree "$name" "$preset" "$log" "${options[@]}" ||
    { say "configuring build/$name failed" && exit 1; }
  if has_work "$name" "${targets[@]}"; then say "building build/$name (output: build/$name/dev.log)"; fi
  quietly "$log" cmake --build "$root/build/$name" --parallel "$jobs" --target "${targets[@]}" ||
    { say "building build/$name failed" && exit 1; }
  exec 9>&-
}

has_work() {
  ! ninja -C "$root/build/$1" -n "${@:2}" 2>/dev/null | grep --quiet '^ninja: no work to do'
}

# Once, and again when the presets changed; CMake itself watches the rest.
configure_tree() {
  local name=$1 preset=$2 log=$3 tree=$root/build/$1
  shift 3
  [[ ! -f $tree/dev.stamp || $root/CMakePresets.json -nt $tree/dev.stamp ]] || return 0
  (cd "$root" && quietly "$log" cmake --preset "$preset" -B "$tree" "$@") && touch "$tree/dev.stamp"
}

# fuzz_one BINARY NAME SECONDS: new inputs are kept under build/fuzz, the seeds are only read.
fuzz_one() {
  local found=$root/build/fuzz/corpus/$2 seeds=$root/tests/fuzz/corpus/${2#fuzz_}
  mkdir -p "$found" "$root/build/fuzz/crashes"
  say "$2 for $3 s"
  local -a corpus=("$found")
  [[ ! -d $seeds ]] || corpus+=("$seeds")
  quietly "$root/build/fuzz/$2.log" "$1" -max_total_time="$3" -timeout=10 \
    -artifact_prefix="$root/build/fuzz/crashes/$2-" "${corpus[@]}" ||
    { say "$2 failed; its input is in build/fuzz/crashes" && exit 1; }
}
