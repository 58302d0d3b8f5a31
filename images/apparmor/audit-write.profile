# Everything is allowed; every write is put on record in the kernel log.
#include <tunables/global>

profile k8s-apparmor-example-audit-write flags=(attach_disconnected) {
  #include <abstractions/base>

  file,
  capability,
  network,
  unix,
  signal,
  ptrace,
  mount,
  umount,

  audit /** w,
}
