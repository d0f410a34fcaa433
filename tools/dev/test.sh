# shellcheck shell=bash disable=SC2154 # `root` is set by ./dev
# ./dev test: unit and contract tests through ctest, the Python ones through pytest.

results=$root/build/test-results
failed=()

command_test() {
  no_arguments test "$@"
  need_packages build test
  use_python
  build_tree dev dev all
  make_test_environment
  rm -rf "$results"
  mkdir -p "$results"
  stage "ctest" run_ctest dev
  stage "bootstrap" run_pytest bootstrap tests/bootstrap
  stage "e2e-lambent" run_e2e e2e-lambent lambent fork
  stage "e2e-spawned" run_e2e e2e-spawned lambent spawn
  stage "e2e-awslambdaric" run_e2e e2e-awslambdaric awslambdaric fork
  report
}

# stage NAME COMMAND…: a stage that fails does not keep the next one from running.
stage() {
  local name=$1
  shift
  printf '\n== %s\n' "$name"
  "$@" || failed+=("$name")
}

# The last line: how many passed; whatever went wrong fails the command.
report() {
  local counts
  counts=$("$root/build/venv/bin/python" -B "$root/tools/dev/count_results.py" "$results"/*.xml) ||
    failed+=("results")
  echo
  if ((${#failed[@]} > 0)); then
    finished "test: FAILED in ${failed[*]}: $counts"
    exit 1
  fi
  finished "test: $counts"
}

# run_ctest PRESET: passed tests are counted, not listed.
run_ctest() {
  mkdir -p "$results"
  (cd "$root" && ctest --preset "$1" --output-junit "$results/ctest.xml") |
    sed --unbuffered -E '/^ *[0-9]+\/[0-9]+ Test .* Passed /d; /^ +Start +[0-9]+:/d'
}

# run_e2e NAME CLIENT START: with which runtime client, and how its interpreter comes to be.
run_e2e() {
  LAMBENT_TEST_RUNTIME_CLIENT=$2 LAMBENT_TEST_START=$3 run_pytest "$1" tests/e2e -n 4
}

# run_pytest NAME FOLDER [ARGS…]: pytest's "nothing collected" is a failure like any other.
run_pytest() {
  local name=$1 folder=$2
  shift 2
  if [[ ! -d $root/$folder ]]; then
    say "$folder does not exist"
    return 0
  fi
  (cd "$root" && LAMBENT_BINARY=$root/build/dev/api/lambent timeout --foreground --kill-after=10 900 \
    build/venv/bin/python -B -m pytest -q -p no:cacheprovider \
    --junitxml="$results/$name.xml" "$folder" "$@")
}

# build/venv: the pinned packages of tests/requirements.txt; made anew when those or Python change.
make_test_environment() {
  local venv=$root/build/venv pins=$root/tests/requirements.txt wanted
  wanted="$(sha256sum <"$pins") $LAMBENT_PYTHON"
  if [[ -f $venv/dev.stamp && $(<"$venv/dev.stamp") == "$wanted" ]]; then return 0; fi
  need_venv_module
  say "making the test environment in build/venv"
  rm -rf "$venv"
  quietly "$root/build/venv.log" fill_test_environment "$venv" "$pins" ||
    { say "making build/venv failed" && exit 1; }
  printf '%s' "$wanted" >"$venv/dev.stamp"
}

# The pins are complete, so nothing may be pulled in beside them.
fill_test_environment() {
  "$LAMBENT_PYTHON" -m venv "$1" &&
    "$1/bin/pip" install --disable-pip-version-check --no-deps --requirement "$2" &&
    "$1/bin/pip" check
}
