# The stages of bin/test and how they are counted. Sourced, not run. Needs report.sh and node-dependencies.sh; works in $root, with $reports for what tools report.

heading() {
  stage_started=$(now)
  say ''
  say "== $1"
}

# count STAGE PASSED FAILED
count() {
  passed=$((passed + $2)) failed=$((failed + $3))
  [ "$3" -eq 0 ] || failures="$failures $1"
  say "[$(since "$stage_started")] $1: $2 passed, $3 failed"
}

# check STAGE COMMAND...: one check that holds or does not.
check() {
  name=$1
  shift
  if "$@" < /dev/null; then count "$name" 1 0; else count "$name" 0 1; fi
}

# suite PROJECT: a project of vitest.config.ts. A file that cannot be loaded, or an error outside of every test, counts as a failed test.
suite() {
  report=$reports/$1.json
  status=0
  FLOTILLA_SECOND_TRIES=$reports/second-tries vitest run --project "$1" --reporter=default --reporter=json --outputFile.json="$report" \
    --reporter="$root/bin/lib/second-tries.mjs" < /dev/null || status=$?
  counts=$(node bin/lib/count-tests.mjs "$report" "$status") || counts='0 1'
  count "$1" "${counts% *}" "${counts#* }"
}

# Files that are made from the source and committed, as they are before anything makes them anew.
generated_files='oclif.manifest.json docs/exit-codes.md'

# What passed only at the second try, with the error of the first.
second_tries() {
  [ -s "$reports/second-tries" ] || return 0
  say "Passed only at the second try, and wants mending: $(wc -l < "$reports/second-tries")"
  sed 's/^/  /' "$reports/second-tries"
}

keep_generated() {
  for file in $generated_files; do
    mkdir -p "$reports/before/$(dirname "$file")"
    [ ! -e "$file" ] || cp "$file" "$reports/before/$file"
  done
}

generated_are_current() {
  build_now && npm run --silent docs || return 1
  stale=
  for file in $generated_files; do cmp -s "$file" "$reports/before/$file" || stale="$stale $file"; done
  [ -z "$stale" ] && return 0
  say "These files did not fit the source:$stale. They have been made anew: commit them."
  return 1
}

run_stage() {
  heading "$1"
  case $1 in
    lint) check lint biome check ;;
    typecheck) check typecheck tsc --noEmit ;;
    unused) check unused knip ;;
    generated) check generated generated_are_current ;;
    *) suite "$1" ;;
  esac
}
