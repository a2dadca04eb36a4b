# ./dev test: builds, then hands over to ctest, whose summary is the last thing printed. Sourced by ./dev.

# Prints the name of every selected test as one regular expression: `core` and `kernel/core` find kernel/core/ids_test.
selection() {
  local IFS='|'
  [ $# = 0 ] || echo "(^|/)($*)(/|$)"
}

# What the selected tests need; everything where one of them is not a test of a part or module.
targets() {
  local name known
  known=$(ninja -C "build/$preset" -t targets all 2>/dev/null | sed -n 's/^\(test_[a-z_]*\): phony$/\1/p')
  for name in "$@"; do
    grep -xE "test_(kernel_)?${name//\//_}(_.*)?" <<<"$known" || { echo all; return; }
    if [ -f "tests/system/${name}_test.py" ]; then echo kontor; fi
  done
  echo test_postgres
}

run_tests() {
  local names=() filter promtool wanted=()
  while [ $# -gt 0 ]; do
    case $1 in
      --full) export KONTOR_TEST_FULL=1 ;;
      --asan | --tsan) preset=${1#--} ;;
      -*) echo "dev: test knows --full, --asan and --tsan, not $1" >&2; exit 2 ;;
      *) names+=("${1%/}") ;;
    esac
    shift
  done
  if [ "$preset" = tsan ] && [ ${#names[@]} = 0 ]; then names=(kernel); fi

  need_packages build run test
  need_open_root
  promtool=$(scripts/promtool.sh)
  [ -z "$promtool" ] || export KONTOR_PROMTOOL=$promtool
  need_configured
  if [ ${#names[@]} -gt 0 ]; then mapfile -t wanted < <(targets "${names[@]}" | sort -u); fi
  build "${wanted[@]}"
  say "Built in ${build_seconds} s; the tests follow ($preset, ${names[*]:-all})."
  filter=$(selection "${names[@]}")
  exec ctest --test-dir "build/$preset" -j "$jobs" --output-on-failure --no-tests=error ${filter:+-R "$filter"}
}
