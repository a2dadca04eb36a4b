# ./dev fmt and ./dev lint. Sourced by ./dev.

cpp_sources() {
  find src tests bench -name '*.cpp' -o -name '*.hpp'
}

format_sources() {
  local formatter
  formatter=$(command -v clang-format-14 || command -v clang-format)
  case ${1:-} in
    '') cpp_sources | xargs -r -P "$jobs" -n 32 "$formatter" -i ;;
    --check) cpp_sources | xargs -r -P "$jobs" -n 32 "$formatter" --dry-run --Werror ;;
    *) echo "dev: fmt knows --check, not $1" >&2; exit 2 ;;
  esac
}

changed_sources() {
  local base
  base=$(git merge-base HEAD main 2>/dev/null || echo HEAD)
  { git diff --name-only --diff-filter=d "$base" -- '*.cpp'; git ls-files -o --exclude-standard -- '*.cpp'; } | sort -u
}

lint() {
  local files script
  format_sources --check
  for script in dev .ci/run scripts/*.sh tests/support/*.sh; do bash -n "$script"; done
  python3 -m py_compile tools/*.py tools/walls/*.py
  case ${1:-} in
    --all) files=$(find src -name '*.cpp') ;;
    '') files=$(changed_sources) ;;
    *) files=$(printf '%s\n' "$@") ;;
  esac
  if [ -z "$files" ]; then say "Nothing changed for clang-tidy."; return; fi
  [ -f "build/$preset/compile_commands.json" ] || configure
  # The compiler's own warnings are its business: what gcc knows and clang does not is no mistake.
  xargs -r -P "$jobs" -n 1 "$(command -v clang-tidy-14 || command -v clang-tidy)" -p "build/$preset" --quiet \
    --extra-arg=-Wno-unknown-warning-option <<<"$files"
}
