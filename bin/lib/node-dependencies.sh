# Node.js, the packages of package-lock.json, and the build. Sourced, not run. Needs report.sh and debian-packages.sh; works in $root.

digest() { sha256sum | cut -d ' ' -f 1; }

# all_of FOLDER...: contents and names of everything in them, in an order that does not depend on the machine.
all_of() { find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum; }

ensure_npm() {
  { have node && have npm; } || install_packages 'Node.js (a newer one comes with the dependencies)' nodejs npm ca-certificates
}

# npm ci refuses a lock file in which optional packages for other platforms are missing; npm leaves them out of it where the registry has
# none. npm install follows the lock file as well, and does without them.
install_dependencies() {
  npm ci --no-audit --no-fund && return 0
  echo 'npm ci refused: npm install --no-save follows the same lock file.'
  npm install --no-save --no-audit --no-fund
}

ensure_dependencies() {
  stamp=node_modules/.flotilla-lock
  wanted=$(digest < package-lock.json)
  if [ "$(cat "$stamp" 2> /dev/null)" = "$wanted" ] && [ -x node_modules/node/bin/node ]; then return 0; fi
  ensure_npm
  say 'The npm packages of package-lock.json, Node.js 24 among them, are about to be installed into node_modules.'
  timed 'Installing npm packages' install_dependencies || fail 'The npm packages could not be installed.' 'npm ci'
  if [ ! -x node_modules/node/bin/node ]; then
    # Its program comes by an install script, and npm may be told to run none.
    timed 'Installing Node.js 24' npm rebuild --ignore-scripts=false node || true
    [ -x node_modules/node/bin/node ] || fail 'The npm package "node" is installed without its program.' 'npm rebuild node'
  fi
  printf '%s\n' "$wanted" > "$stamp"
}

build_key() {
  { all_of src scripts package.json package-lock.json tsconfig.json; git rev-parse HEAD 2> /dev/null || true; } | digest
}

# Builds, and notes of what.
build_now() {
  wanted=$(build_key) && npm run --silent build && printf '%s\n' "$wanted" > dist/.flotilla-build
}

ensure_build() {
  if [ -e oclif.manifest.json ] && [ "$(cat dist/.flotilla-build 2> /dev/null)" = "$(build_key)" ]; then return 0; fi
  timed 'Building flotilla' build_now || fail 'Flotilla could not be built.' 'npm run build'
}
