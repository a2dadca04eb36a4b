# ./dev up: builds, starts Kontor with its embedded PostgreSQL and demo data, stops it on Ctrl-C. Sourced by ./dev.

refuse_busy_port() {
  local address=$1 host=${1%:*} port=${1##*:}
  [[ $port =~ ^[0-9]+$ ]] || fail "--listen takes ADDRESS:PORT, not $address."
  case $host in 0.0.0.0 | '[::]' | '') host=127.0.0.1 ;; esac
  if (exec 3<>"/dev/tcp/${host//[\[\]]/}/$port") 2>/dev/null; then
    fail "port $port is in use: stop what listens there, or take another, for example: ./dev up --listen 127.0.0.1:8081"
  fi
}

print_addresses() {
  say "Kontor is ready; Ctrl-C stops it."
  cat <<TEXT
  API        $1/api/v1/catalog/products
  try it     $1/docs
  OpenAPI    $1/openapi.json
  metrics    $1/metrics
TEXT
}

up() {
  local listen=127.0.0.1:8080 data_dir=.data rest=() server line stopped=''
  while [ $# -gt 0 ]; do
    case $1 in
      --listen) listen=${2:?--listen needs ADDRESS:PORT}; shift ;;
      --listen=*) listen=${1#*=} ;;
      --data-dir) data_dir=${2:?--data-dir needs a folder}; shift ;;
      --data-dir=*) data_dir=${1#*=} ;;
      *) rest+=("$1") ;;
    esac
    shift
  done

  refuse_busy_port "$listen"
  need_packages build run
  need_open_root
  build kontor
  need_space 500

  # Demo parcels go their way by themselves.
  export KONTOR_SHIPPING_SANDBOX_STEP_SECONDS=${KONTOR_SHIPPING_SANDBOX_STEP_SECONDS:-30}
  exec {from_server}< <(exec "build/$preset/kontor" serve --data-dir "$data_dir" --listen "$listen" "${rest[@]}")
  server=$!
  # The terminal sends Ctrl-C to the whole group; a plain kill reaches only this script, which passes it on.
  trap 'stopped=1; kill -TERM "$server" 2>/dev/null || true' INT TERM HUP
  while [ -z "$stopped" ] && IFS= read -r line <&"$from_server"; do
    case $line in
      'ready '*)
        "build/$preset/kontor" seed --size s --data-dir "$data_dir" "${rest[@]}" && print_addresses "${line#ready }" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
  wait_for "$server"
}

# The server's exit status becomes ours; a signal only interrupts the waiting, never ends it.
wait_for() {
  local status=0
  while true; do
    wait "$1" && status=0 || status=$?
    kill -0 "$1" 2>/dev/null || exit "$status"
  done
}
