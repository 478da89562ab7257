#!/usr/bin/env bash
# Puts the real parts the tests run against on a Debian or Ubuntu machine: what is there already is left alone.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export PATH="$PATH:/usr/local/sbin:/usr/sbin"

# A part's program → the package that brings it.
declare -A package=(
  [mosquitto]=mosquitto [mosquitto_pub]=mosquitto-clients [rabbitmq-server]=rabbitmq-server [chromium]=chromium
  [promtool]=prometheus [systemd-analyze]=systemd
  [faketime]=faketime     # its library steps the clock of one process
  [pkg-config]=pkg-config # the build of influxd asks for it
)
missing=()
for program in "${!package[@]}"; do
  command -v "$program" >/dev/null || missing+=("${package[$program]}")
done

if ((${#missing[@]})); then
  command -v apt-get >/dev/null || {
    echo "These are missing and there is no apt-get to install them with: ${missing[*]}; install them by your system's own means." >&2
    exit 1
  }
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  "${as_root[@]}" apt-get update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}"
  # Tests start brokers of their own; the ones Debian starts on installing would only hold the well-known ports.
  if [[ -d /run/systemd/system ]]; then
    for service in mosquitto prometheus rabbitmq-server; do
      [[ " ${missing[*]} " != *" $service "* ]] || "${as_root[@]}" systemctl disable --now "$service"
    done
  fi
fi

"$here/build_influxd.sh"
