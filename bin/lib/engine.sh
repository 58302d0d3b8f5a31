# The container engine: found, or installed and started. One that answers is never touched. Sourced, not run.

daemon_log=/var/log/flotilla-dockerd.log
daemon_deadline=60

# Sockets on which engines listen where nobody says which: those that src/engine/usual-sockets.ts knows.
usual_sockets() {
  home=${HOME:-/root}
  printf '%s\n' /var/run/docker.sock "$home/.docker/run/docker.sock" "$home/.docker/desktop/docker.sock" "$home/.colima/default/docker.sock" \
    "$home/.orbstack/run/docker.sock" "$home/.rd/docker.sock" /run/podman/podman.sock
  [ -z "${XDG_RUNTIME_DIR:-}" ] || printf '%s\n' "$XDG_RUNTIME_DIR/docker.sock" "$XDG_RUNTIME_DIR/podman/podman.sock"
}

engine_answers() {
  if have docker && timeout 10 docker version --format '{{.Server.Version}}' > /dev/null 2>&1; then return 0; fi
  [ -z "$(chosen_endpoint)" ] && have curl || return 1
  for socket in $(usual_sockets); do
    [ -S "$socket" ] && curl -fs -m 5 -o /dev/null --unix-socket "$socket" http://localhost/_ping && return 0
  done
  return 1
}

# An engine that somebody chose and that does not answer is theirs to mend; another one is not wanted.
chosen_endpoint() {
  if [ -n "${DOCKER_HOST:-}" ]; then
    printf 'DOCKER_HOST=%s' "$DOCKER_HOST"
  elif have docker; then
    context=$(docker context show 2> /dev/null) || context=default
    [ "$context" = default ] || printf 'the Docker context "%s"' "$context"
  fi
}

# is_alive FILE: whether the process whose number is in FILE runs. One that has ended and that nobody has waited for does not.
is_alive() {
  pid=$(cat "$1" 2> /dev/null) && [ -n "$pid" ] && grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status"
}

# runs_as FILE NAME: whether it runs, and is called NAME.
runs_as() { is_alive "$1" && [ "$(cat "/proc/$pid/comm" 2> /dev/null)" = "$2" ]; }

# A machine that was switched off, or started from a snapshot, keeps files that say a daemon runs; its number may be another program's now.
clear_leftovers() {
  for name in docker docker/containerd/containerd; do
    file=/var/run/$name.pid
    case $name in docker) program=dockerd ;; *) program=containerd ;; esac
    if [ -e "$file" ] && ! runs_as "$file" "$program"; then
      say "Removing $file, which a $program left behind that runs no more."
      rm -f "$file"
    fi
  done
  if [ -S /run/containerd/containerd.sock ] && ! grep -qsx containerd /proc/[0-9]*/comm; then
    say 'Removing /run/containerd/containerd.sock, which nothing listens on.'
    rm -f /run/containerd/containerd.sock
  fi
}

# await_daemon PIDFILE: until the engine answers, its process is gone, or the deadline has passed.
await_daemon() {
  attempts=$((daemon_deadline * 5))
  while [ "$attempts" -gt 0 ]; do
    engine_answers && return 0
    [ ! -s "$1" ] || is_alive "$1" || return 1
    sleep 0.2
    attempts=$((attempts - 1))
  done
  return 1
}

# launch_daemon ARGUMENT...: in a session of its own, so that it outlives this script and its terminal.
launch_daemon() {
  mkdir -p /run/flotilla
  rm -f /run/flotilla/dockerd.pid
  say "Starting dockerd ${*:+with $* }(its log: $daemon_log) ..."
  started=$(now)
  setsid sh -c 'echo $$ > /run/flotilla/dockerd.pid; exec dockerd "$@"' dockerd "$@" < /dev/null >> "$daemon_log" 2>&1 9>&- &
  if await_daemon /run/flotilla/dockerd.pid; then
    say "[$(since "$started")] Docker answers"
    return 0
  fi
  say "[$(since "$started")] Docker does not answer; the end of $daemon_log:"
  tail -n 15 "$daemon_log" | sed 's/^/    /'
  return 1
}

start_without_systemd() {
  clear_leftovers
  if runs_as /var/run/docker.pid dockerd; then
    say 'A dockerd runs already and does not answer yet: waiting for it.'
    await_daemon /var/run/docker.pid || fail "dockerd (process $(cat /var/run/docker.pid)) runs and does not answer." 'docker version'
    return 0
  fi
  launch_daemon && return 0
  if [ -s /etc/docker/daemon.json ] && ! runs_as /run/flotilla/dockerd.pid dockerd; then
    say 'It may be /etc/docker/daemon.json, which stays as it is: trying without it.'
    printf '{}\n' > /run/flotilla/daemon.json
    launch_daemon --config-file /run/flotilla/daemon.json && return 0
  fi
  fail 'Docker Engine could not be started.' "less $daemon_log"
}

start_daemon() {
  if [ -d /run/systemd/system ]; then
    timed 'Starting Docker Engine (systemctl start docker)' as_root systemctl start docker ||
      fail 'Docker Engine could not be started.' 'journalctl -u docker -n 50'
    engine_answers || permission_problem
  elif is_root; then
    start_without_systemd
  else
    fail 'Docker Engine does not run, and only root may start it where there is no systemd.' 'sudo bin/setup'
  fi
}

# For an engine that runs and that this user may not use.
permission_problem() {
  user=$(id -un)
  fail "Docker Engine runs, and the user $user may not use it." "sudo usermod -aG docker $user   (then log in again)"
}

ensure_engine() {
  engine_answers && return 0
  chosen=$(chosen_endpoint)
  [ -z "$chosen" ] || fail "$chosen was chosen, and no container engine answers there." 'start that engine, or: unset DOCKER_HOST; docker context use default'
  if ! is_root && [ -S /var/run/docker.sock ] && [ ! -w /var/run/docker.sock ]; then permission_problem; fi
  if ! have dockerd; then
    install_packages 'Docker Engine' docker.io iptables ca-certificates
    hash -r
    engine_answers && return 0
  fi
  start_daemon
}
