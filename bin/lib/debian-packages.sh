# Debian packages: what is missing, and how it gets here. Sourced, not run. Needs report.sh.

is_debian() { have apt-get && have dpkg-query; }
is_root() { [ "$(id -u)" -eq 0 ]; }

# as_root COMMAND...: as root, by sudo where that works without a question or where somebody is there to answer it.
as_root() {
  if is_root; then "$@"; else sudo "$@"; fi
}

can_be_root() { is_root || { have sudo && { sudo -n true 2> /dev/null || [ -t 0 ]; }; }; }

has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }

refresh_lists() { as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q; }

install_now() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends -o DPkg::Lock::Timeout=300 "$@"
}

lists_are_fresh=no

# install_packages PURPOSE PACKAGE...: says what and what for, then installs.
install_packages() {
  purpose=$1
  shift
  [ $# -gt 0 ] || return 0
  if ! is_debian; then
    fail "$purpose needs programs that Debian has in these packages: $*. This system has no apt-get to install them with." \
      "install what your system has under these or similar names, then run this again"
  fi
  if ! can_be_root; then
    fail "$purpose needs the Debian packages $*, and only root may install them." "apt-get update && apt-get install $*   (as root), then run this again"
  fi
  say "$purpose: these Debian packages are about to be installed: $*"
  # A list that cannot be refreshed, perhaps of a repository that has nothing to do with this, need not keep the packages from being found.
  if [ "$lists_are_fresh" = no ]; then
    timed 'Refreshing the package lists' refresh_lists || warn 'not all package lists could be refreshed'
    lists_are_fresh=yes
  fi
  timed 'Installing Debian packages' install_now "$@" || fail "The Debian packages $* could not be installed."
}

# missing_packages PACKAGE...: those of them that are not installed.
missing_packages() {
  for package in "$@"; do
    has_package "$package" || printf '%s ' "$package"
  done
}
