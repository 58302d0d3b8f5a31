# Settings of the host and the command on the PATH. Sourced, not run. Needs report.sh and debian-packages.sh; works in $root.

# systemd, containerd and the kubelet of every node take instances from one pot of the host: about 14 a node.
inotify_instances=512

ensure_inotify() {
  setting=/proc/sys/fs/inotify/max_user_instances
  [ -r "$setting" ] || return 0
  current=$(cat "$setting")
  [ "$current" -lt "$inotify_instances" ] || return 0
  change="sysctl -w fs.inotify.max_user_instances=$inotify_instances"
  if is_root && echo "$inotify_instances" 2> /dev/null > "$setting"; then
    say "Raised fs.inotify.max_user_instances from $current to $inotify_instances until the next boot ($change): every node needs about 14."
  else
    warn "fs.inotify.max_user_instances is $current, enough for about $((current / 20)) nodes. For more, as root: $change"
  fi
}

ensure_command() {
  link=/usr/local/bin/flotilla
  [ ! -e "$link" ] || return 0
  if [ -w "${link%/*}" ]; then
    ln -sfn "$root/bin/flotilla" "$link"
    say "Linked $link to $root/bin/flotilla."
  else
    say "To have flotilla on the PATH: sudo ln -s $root/bin/flotilla $link"
  fi
}
