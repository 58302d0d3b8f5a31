# What setup, quickstart and test say, and how they time what takes long. Sourced, not run.

say() { printf '%s\n' "$*"; }
warn() { printf 'Warning: %s\n' "$*" >&2; }

# fail SENTENCE [HINT...]: one clear message, what to try, and out.
fail() {
  printf 'Error: %s\n' "$1" >&2
  shift
  for hint in "$@"; do printf 'Try: %s\n' "$hint" >&2; done
  exit 1
}

have() { command -v "$1" > /dev/null 2>&1; }

now() { date +%s; }

# since SECOND: the time that has passed, as "12 s" or "3 min 4 s".
since() {
  passed=$(($(now) - $1))
  if [ "$passed" -lt 60 ]; then printf '%s s' "$passed"; else printf '%s min %s s' $((passed / 60)) $((passed % 60)); fi
}

# timed TITLE COMMAND...: runs it with its output in a log, says every ten seconds how far it is, and shows the log's end if it fails.
timed() {
  title=$1
  shift
  started=$(now)
  log=$(mktemp "${TMPDIR:-/tmp}/flotilla-log.XXXXXX") || return 1
  say "$title ..."
  # The command runs in the foreground, so that Ctrl-C reaches it; the reports come from beside it, and end with this script at the latest.
  # Descriptor 9 is the lock of bin/setup, which nothing may keep that outlives it.
  (
    while sleep 10 > /dev/null 2>&1 && kill -0 $$ 2> /dev/null; do
      last=$(tail -n 1 "$log" 2> /dev/null | tr -d '\r' | cut -c 1-100)
      say "[$(since "$started")] still busy${last:+: $last}"
    done
  ) < /dev/null 9>&- &
  reporter=$!
  status=0
  "$@" < /dev/null > "$log" 2>&1 9>&- || status=$?
  kill "$reporter" 2> /dev/null
  wait "$reporter" 2> /dev/null || true
  if [ "$status" -ne 0 ]; then
    say "[$(since "$started")] failed with exit code $status; the end of its output:"
    tail -n 25 "$log" | sed 's/^/    /'
  else
    say "[$(since "$started")] done"
  fi
  rm -f "$log"
  return "$status"
}
