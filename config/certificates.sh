#!/usr/bin/env bash
# An authority of the town's own, the broker's certificate and one for each device. docs/security.md says when; needs openssl.
set -euo pipefail
umask 077
secrets="${SECRETS_DIR:-./secrets}"
authority="$secrets/authority" # its key signs devices: keep this folder off the machine between uses
days="${DAYS:-825}"

usage() {
  cat >&2 <<'END'
certificates.sh authority NAME         once: make the authority, and let devices be asked for certificates
certificates.sh broker NAME|IP…        the broker's certificate, for the names by which devices reach it
certificates.sh device ID…             a key and a certificate for each device
certificates.sh revoke ID…             turn a device's certificate away, from the broker's next start on
SECRETS_DIR (./secrets) says where, DAYS (825) how long certificates are valid.
END
  exit 2
}

fail() {
  echo "certificates.sh: $*" >&2
  exit 1
}

ca() {
  openssl ca -batch -config "$authority/openssl.cnf" -keyfile "$authority/ca.key" -cert "$authority/ca.pem" "$@" 2>"$authority/last-error" ||
    fail "$(cat "$authority/last-error")"
}

# signed FOLDER/NAME SUBJECT EXTENSIONS: make a key and a certificate.
signed() {
  openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA "$authority/ca.pem" -CAkey "$authority/ca.key" -CAcreateserial -days "$days" -sha256 \
    -extfile <(printf '%s\n' "basicConstraints=CA:FALSE" "$3") -out "$1.pem" 2>/dev/null
  rm "$1.csr"
}

write_revoked() {
  ca -gencrl -out "$authority/crl.pem"
  install -m 644 "$authority/crl.pem" "$secrets/tls/devices-crl.pem"
}

make_authority() {
  [[ ! -e "$authority/ca.key" ]] || fail "$authority/ca.key is there already: with another authority no device would be known any more"
  mkdir -p "$authority" "$secrets/tls"
  chmod 755 "$secrets/tls"
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 7300 -sha256 -subj "/CN=$1" \
    -addext "keyUsage=critical,keyCertSign,cRLSign" -keyout "$authority/ca.key" -out "$authority/ca.pem" 2>/dev/null
  : >"$authority/index.txt"
  # A list that is out of date would turn every device away, so it never is.
  printf '%s\n' "[ca]" "default_ca = town" "[town]" "database = $authority/index.txt" "default_md = sha256" "default_crl_days = 7300" >"$authority/openssl.cnf"
  write_revoked
  install -m 644 "$authority/ca.pem" "$secrets/tls/devices-ca.pem"
  echo "made $authority/ca.pem, which devices need to know the broker by, and $secrets/tls/devices-ca.pem, by which the broker knows devices"
}

make_broker() {
  local names=()
  for name in "$@"; do
    if [[ "$name" =~ ^[0-9.]+$ || "$name" == *:* ]]; then names+=("IP:$name"); else names+=("DNS:$name"); fi
  done
  signed "$authority/broker" "$1" "subjectAltName=$(IFS=,; echo "${names[*]}")"$'\n'"extendedKeyUsage=serverAuth"
  install -m 644 <(cat "$authority/broker.pem" "$authority/ca.pem") "$secrets/tls/fullchain.pem"
  install -m 644 "$authority/broker.key" "$secrets/tls/privkey.pem"
  echo "made $secrets/tls/fullchain.pem and privkey.pem for $*"
}

make_device() {
  local id
  for id in "$@"; do
    [[ "$id" =~ ^[A-Za-z0-9][A-Za-z0-9._:-]*$ ]] || fail "$id is no device id"
    [[ ! "$id" =~ ^bysans(-.*)?$ ]] || fail "$id is the service itself"
    mkdir -p "$secrets/devices"
    [[ ! -e "$secrets/devices/$id.pem" ]] || fail "$id has a certificate: revoke it first"
    signed "$secrets/devices/$id" "$id" "extendedKeyUsage=clientAuth"
    echo "made $secrets/devices/$id.pem and $id.key: put them on the device with $authority/ca.pem, then delete the key here"
  done
}

revoke_device() {
  local id
  for id in "$@"; do
    [[ -e "$secrets/devices/$id.pem" ]] || fail "$secrets/devices/$id.pem is not there: it is needed to revoke the certificate"
    ca -revoke "$secrets/devices/$id.pem"
    mv "$secrets/devices/$id.pem" "$secrets/devices/$id.$(date +%s).revoked"
  done
  write_revoked
  echo "revoked $*: restart the broker"
}

(($# >= 2)) || usage
command="$1"
shift
[[ "$command" == authority || -e "$authority/ca.key" ]] || fail "there is no $authority/ca.key: make the authority first"
case "$command" in
authority) make_authority "$*" ;;
broker) make_broker "$@" ;;
device) make_device "$@" ;;
revoke) revoke_device "$@" ;;
*) usage ;;
esac
