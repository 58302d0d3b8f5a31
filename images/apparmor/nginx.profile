# A web server: nginx may serve, log and cache, and change neither programs nor configuration; shells and interpreters do not start.
#include <tunables/global>

profile flotilla-nginx flags=(attach_disconnected,mediate_deleted) {
  #include <abstractions/base>
  #include <abstractions/nameservice>

  network inet tcp,
  network inet6 tcp,
  network inet udp,
  network inet6 udp,
  network netlink raw,
  deny network raw,
  deny network packet,

  file,
  umount,

  signal (receive) peer=unconfined,
  signal (receive) peer=runc,
  signal (send,receive) peer=flotilla-nginx,

  deny /bin/** wl,
  deny /boot/** wl,
  deny /dev/** wl,
  deny /etc/** wl,
  deny /home/** wl,
  deny /lib/** wl,
  deny /lib64/** wl,
  deny /media/** wl,
  deny /mnt/** wl,
  deny /opt/** wl,
  deny /proc/** wl,
  deny /root/** wl,
  deny /sbin/** wl,
  deny /srv/** wl,
  deny /sys/** wl,
  deny /usr/** wl,

  /var/run/nginx.pid w,
  /run/nginx.pid w,
  /var/log/nginx/** w,
  /var/cache/nginx/** rw,

  # Programs that an intruder would like to find.
  deny /{,usr/}bin/{bash,dash,sh,zsh,busybox,python*,perl*,top} mrwklx,

  capability chown,
  capability dac_override,
  capability setuid,
  capability setgid,
  capability net_bind_service,

  deny @{PROC}/{*,**^[0-9*],sys/kernel/shm*} wkx,
  deny @{PROC}/sysrq-trigger rwklx,
  deny @{PROC}/mem rwklx,
  deny @{PROC}/kmem rwklx,
  deny @{PROC}/kcore rwklx,
  deny mount,
}
