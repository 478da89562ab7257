#!/usr/bin/env bash
# Builds a real InfluxDB 2 server for the tests with the ordinary Go and Rust tools, once; later runs find it in the cache.
# Usage: [INFLUXD_VERSION=v2.7.12] tests/real_parts/build_influxd.sh   (prints the binary's path)
set -euo pipefail

# The newest that Go 1.26.8 builds; 2.10.0 asks for a newer Go. 2.7 is supported too: INFLUXD_VERSION=v2.7.12.
version="${INFLUXD_VERSION:-v2.8.0}"
cache="${XDG_CACHE_HOME:-$HOME/.cache}/bysans"
bin="$cache/bin"
influxd="$bin/influxd"
build="$cache/build-influxd-$version"

if [[ -x "$influxd" && "$(cat "$bin/influxd.version" 2>/dev/null)" == "$version" ]]; then
  echo "$influxd"
  exit 0
fi

for tool in go cargo pkg-config; do
  command -v "$tool" >/dev/null || {
    echo "influxd $version cannot be built: '$tool' is not on PATH; install Go, Rust and pkg-config, or put an influxd 2.8 or 2.7 on PATH." >&2
    exit 1
  }
done

mkdir -p "$bin" "$build"
cd "$build"

# `go install …@version` refuses a module with replace lines, so a module of our own requires it and repeats the one it needs.
cat > go.mod <<GO
module influxd.build

go 1.22

require github.com/influxdata/influxdb/v2 $version

replace github.com/nats-io/nats-streaming-server v0.11.2 => github.com/influxdata/nats-streaming-server v0.11.3-0.20201112040610-c277f7560803
GO
cat > main.go <<'GO'
//go:build tools

package main

import _ "github.com/influxdata/influxdb/v2/cmd/influxd"
GO

# Flux is a Rust library that influxdata's pkg-config builds on the way; newer compilers deny what its sources only warn of.
printf '#!/bin/sh\nexec "$@" --cap-lints allow\n' > rustc-leniently
chmod +x rustc-leniently
GOBIN="$build" go install github.com/influxdata/pkg-config@v0.2.14
export PKG_CONFIG="$build/pkg-config" RUSTC_WRAPPER="$build/rustc-leniently" RUSTUP_TOOLCHAIN="${RUSTUP_TOOLCHAIN:-stable}"

go mod tidy >&2
go build -ldflags "-s -w -X main.version=$version" -o "$influxd.new" github.com/influxdata/influxdb/v2/cmd/influxd >&2

# The new binary takes the old one's place whole, so that a build cut short is never taken for a finished one.
mv "$influxd.new" "$influxd"
echo "$version" > "$bin/influxd.version"
echo "$influxd"
