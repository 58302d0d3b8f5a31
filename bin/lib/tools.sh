# Programs that building node images and running the tests take. Sourced, not run. Needs report.sh and debian-packages.sh.

# ensure_packages PURPOSE PACKAGE...: installs those that are missing; where there is no apt-get, says which they are.
ensure_packages() {
  purpose=$1
  shift
  if is_debian; then
    # shellcheck disable=SC2046 # one word per package
    install_packages "$purpose" $(missing_packages "$@")
  else
    warn "$purpose may need what Debian has in these packages: $*. This system has no apt-get, so that is left to you."
  fi
}

# Kubernetes from Go modules (any Go will do: it fetches the one that is needed), runc and packetbeat with their C libraries, file systems
# from Debian packages; see images/components.yaml.
ensure_tools() {
  set -- gcc libc6-dev libseccomp-dev libpcap-dev pkg-config mmdebstrap curl ca-certificates
  have go || set -- "$@" golang-go
  ensure_packages 'Building node images' "$@"
}

# qemu, mmdebstrap (above) and e2fsprogs: a virtual machine whose kernel has AppArmor. Maven and Java: a server of OpenSearch, to which the
# Beats send.
ensure_test_tools() {
  set -- chromium docker-registry openssl openssh-server podman zsh fish e2fsprogs "$(qemu_package)"
  have mvn || set -- "$@" maven
  have javac || set -- "$@" default-jdk-headless
  ensure_packages 'Testing' "$@"
}

qemu_package() { case $(uname -m) in aarch64) echo qemu-system-arm ;; *) echo qemu-system-x86 ;; esac; }

# The tests start a cluster of this version too. Its image is made where `start` looks for it, whatever image FLOTILLA_IMAGE names.
older_version=v1.36.3

ensure_older_image() {
  say "The node image of Kubernetes $older_version, for the tests: the first build compiles Kubernetes a second time, which takes about as long as the first."
  env -u FLOTILLA_IMAGE bin/flotilla node-image build --kubernetes-version "$older_version" < /dev/null 9>&-
}

# Tests of addons wait for programs that start, not for compilers.
ensure_addon_images() {
  say 'The images of all addons, for the tests: the first build compiles them, which takes about a quarter of an hour.'
  # shellcheck disable=SC2046 # one word per addon
  bin/flotilla addons images $(ls addons) --fetch < /dev/null > /dev/null 9>&-
}
