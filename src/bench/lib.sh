# shellcheck shell=bash
# What run and profile share: processes that end with the script, free ports, readiness, and one measured load.
# The sourcing script sets -euo pipefail and calls `begin` first.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$here/target
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

proxy_core=0
load_core=1
niceness=0      # of the proxies, the portal and the load
jvm_flags=(-Xmx512m -XX:+UseSerialGC)
page_bytes=2048
people=2000
connections=64
strangers=50000 # addresses that a flood without a token comes from, as a proxy before the gateway says it
admin_token=$(head -c 16 /dev/urandom | base64)
admin_scope=view
school_networks=127.0.0.0/8  # of Écluse: the whole load comes from there
trusted_proxies=

pids=()          # everything that this script started and that may still run
declare -A pid   # the same by name
declare -A port  # the port of each server

say() { printf '%s\n' "$*" >&2; }
die() { say "error: $*"; exit 1; }

# begin SECONDS: a directory of our own, and an end to everything, whatever happens.
begin() {
  work=$(mktemp -d "${TMPDIR:-/tmp}/ecluse-bench.XXXXXX")
  mkdir -p "$out"
  trap finish EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  trap 'say "error: not done within the time allowed"; exit 124' USR1
  ( sleep "$1" & trap 'kill $!' TERM; wait $! && kill -USR1 $$ ) 2> /dev/null &
  pids+=($!)
}

finish() {
  local status=$? p
  trap - EXIT
  trap '' INT TERM USR1
  for p in "${pids[@]}"; do kill -TERM "$p" 2> /dev/null || true; done
  for _ in {1..50}; do
    alive "${pids[@]}" || break
    sleep 0.1
  done
  for p in "${pids[@]}"; do kill -KILL "$p" 2> /dev/null || true; done
  if ((status == 1 || status == 124)) && compgen -G "$work/*.log" > /dev/null; then
    mkdir -p "$out/logs" && cp "$work"/*.log "$out/logs/" && say "the logs are in $out/logs"
  fi
  rm -rf "$work"
  exit "$status"
}

alive() {
  local p
  for p in "$@"; do kill -0 "$p" 2> /dev/null && return 0; done
  return 1
}

# bounded SECONDS COMMAND…: like timeout, but a signal to this script is acted on at once.
bounded() {
  local seconds=$1 child status=0
  shift
  timeout -k 5 "$seconds" "$@" &
  child=$!
  pids+=("$child")
  wait "$child" || status=$?
  forget "$child"
  return "$status"
}

# forget PID: it has ended, and its number may become somebody else's.
forget() {
  local p kept=()
  for p in "${pids[@]}"; do [[ $p == "$1" ]] || kept+=("$p"); done
  pids=("${kept[@]}")
}

# start NAME CORE COMMAND…: in the background, its output in a log.
start() {
  local name=$1 core=$2
  shift 2
  nice -n "$niceness" taskset -c "$core" "$@" > "$work/$name.log" 2>&1 &
  pid[$name]=$!
  pids+=($!)
}

stop() {
  kill -TERM "${pid[$1]}" 2> /dev/null || true
  wait "${pid[$1]}" 2> /dev/null || true
  forget "${pid[$1]}"
  unset "pid[$1]"
}

free_port() { # VARIABLE
  local candidate
  while :; do
    candidate=$((20000 + RANDOM % 10000))
    [[ " ${port[*]:-} " == *" $candidate "* ]] && continue
    (exec 3<> "/dev/tcp/127.0.0.1/$candidate") 2> /dev/null && continue
    port[$1]=$candidate
    return
  done
}

died() { # NAME
  say "--- the end of its log"
  tail -n 15 "$work/$1.log" >&2
  die "$1 ended by itself"
}

# probe URL [CURL OPTION…]: "status bytes-of-the-body bytes-of-the-whole-answer"
probe() {
  curl -s -m 15 -o /dev/null -w '%{http_code} %{size_download} %{size_header}' "$@" || true
}

# await NAME SECONDS STATUS URL [CURL OPTION…]: until the server answers so.
await() {
  local name=$1 seconds=$2 expected=$3 answer='' deadline
  shift 3
  deadline=$((SECONDS + seconds))
  while ((SECONDS < deadline)); do
    alive "${pid[$name]}" || died "$name"
    answer=$(probe "$@")
    [[ ${answer%% *} == "$expected" ]] && return 0
    sleep 0.2
  done
  tail -n 15 "$work/$name.log" >&2
  die "$name answers \"$answer\" after $seconds s, not $expected"
}

# need COMMAND[=PACKAGE]…: installs from Debian what is missing.
need() {
  local item missing=()
  for item in "$@"; do
    command -v "${item%%=*}" > /dev/null || missing+=("${item#*=}")
  done
  ((${#missing[@]})) || return 0
  ((EUID == 0)) && command -v apt-get > /dev/null \
    || die "missing programs; as root: apt-get install ${missing[*]}"
  say "installing ${missing[*]}"
  # Debian starts the servers that it installs; not here.
  local barrier=/usr/sbin/policy-rc.d made=''
  if [[ ! -e $barrier ]]; then
    printf '#!/bin/sh\nexit 101\n' > "$barrier" && chmod 755 "$barrier" && made=yes
  fi
  export DEBIAN_FRONTEND=noninteractive
  local status=0
  { bounded 120 apt-get update -q \
    && bounded 180 apt-get install -q -y --no-install-recommends "${missing[@]}"; } > "$work/apt.log" 2>&1 || status=$?
  [[ -z $made ]] || rm -f "$barrier"
  ((status == 0)) || { tail -n 5 "$work/apt.log" >&2; die "could not install ${missing[*]}"; }
}

# How the sources look is the product's build to judge.
build() { # MAVEN ARGUMENT…
  bounded 300 mvn -q -B -ntp -Dspotless.check.skip=true "$@" > "$work/build.log" 2>&1 \
    || { tail -n 30 "$work/build.log" >&2; die "the build failed: mvn $*"; }
}

# --- the servers ------------------------------------------------------------------------------------------------

start_portal() {
  free_port portal
  mkdir -p "$work/portal/html"
  head -c "$page_bytes" /dev/zero | tr '\0' 'e' > "$work/portal/html/index.html"
  nginx_conf portal > "$work/portal/nginx.conf" << CONF
  sendfile on;
  open_file_cache max=16 inactive=1h;
  server {
    listen 127.0.0.1:${port[portal]} backlog=4096;
    root $work/portal/html;
    location /v1/traces { return 200; }
  }
CONF
  start_nginx portal "$load_core"
  await portal 10 200 "$(url portal)"
}

start_nginx_proxy() {
  free_port nginx
  mkdir -p "$work/nginx"
  nginx_conf nginx > "$work/nginx/nginx.conf" << CONF
  upstream portal {
    server 127.0.0.1:${port[portal]};
    keepalive 128;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port[nginx]} backlog=4096;
    location / {
      proxy_pass http://portal;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
    location = /turned-away { return 503; }
    location = /place {
      default_type application/json;
      return 200 '{"state":"waiting","ahead":1000,"estimatedWaitSeconds":null,"nextPollSeconds":60}';
    }
  }
CONF
  start_nginx nginx "$proxy_core"
  await nginx 10 200 "$(url nginx)"
}

# nginx_conf NAME [CONNECTIONS]: one process, nothing logged, connections that stay; the http section's body from stdin.
nginx_conf() {
  cat << CONF
daemon off;
master_process off;
pid $work/$1/nginx.pid;
error_log stderr crit;
events { worker_connections ${2:-4096}; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  client_body_temp_path $work/$1/body;
  proxy_temp_path $work/$1/proxy;
  fastcgi_temp_path $work/$1/fastcgi;
  uwsgi_temp_path $work/$1/uwsgi;
  scgi_temp_path $work/$1/scgi;
  types { text/html html; }
$(cat)
}
CONF
}

start_nginx() { # NAME CORE
  start "$1" "$2" nginx -e stderr -p "$work/$1" -c "$work/$1/nginx.conf"
}

start_haproxy() {
  free_port haproxy
  cat > "$work/haproxy.cfg" << CONF
global
  nbthread 1
  maxconn 8192
defaults
  mode http
  timeout connect 5s
  timeout client 300s
  timeout server 300s
  http-reuse always
frontend visitors
  bind 127.0.0.1:${port[haproxy]}
  http-request return status 503 if { path /turned-away }
  default_backend portal
backend portal
  server portal 127.0.0.1:${port[portal]}
CONF
  start haproxy "$proxy_core" haproxy -db -f "$work/haproxy.cfg"
  await haproxy 10 200 "$(url haproxy)"
}

start_bare() {
  free_port bare
  start bare "$proxy_core" "$java" "${jvm_flags[@]}" -jar "$here/peers/target/peers.jar" \
    --server.address=127.0.0.1 --server.port="${port[bare]}" \
    '--spring.cloud.gateway.server.webflux.routes[0].id=portail' \
    "--spring.cloud.gateway.server.webflux.routes[0].uri=http://127.0.0.1:${port[portal]}" \
    '--spring.cloud.gateway.server.webflux.routes[0].predicates[0]=Path=/**'
  await bare 120 200 "$(url bare)"
}

start_tokens() {
  mkdir -p "$work/tokens"
  start tokens "$load_core" "$java" -Xmx128m -XX:+UseSerialGC -cp "$here/peers/target/classes" \
    fr.ecluse.bench.Tokens "$people" "$work/tokens"
  for _ in {1..600}; do
    [[ -e $work/tokens/issuer ]] && break
    alive "${pid[tokens]}" || died tokens
    sleep 0.1
  done
  issuer=$(< "$work/tokens/issuer") || die "no tokens after 60 s"
  token=$(head -n 1 "$work/tokens/tokens.txt")
  export TOKENS=$work/tokens/tokens.lua
}

start_redis() {
  free_port redis
  mkdir -p "$work/redis"
  start redis "$load_core" redis-server --port "${port[redis]}" --bind 127.0.0.1 --save '' --appendonly no \
    --dir "$work/redis"
  for _ in {1..100}; do
    [[ $(redis ping 2> /dev/null) == PONG ]] && return 0
    alive "${pid[redis]}" || died redis
    sleep 0.1
  done
  die "redis-server does not answer"
}

redis() { timeout 5 redis-cli -h 127.0.0.1 -p "${port[redis]}" "$@"; }

# redis_counts: "commands scripts" since its start: every command, those inside scripts too; and scripts called.
redis_counts() {
  redis info everything | tr -d '\r' | awk -F'[:=,]' '
    $1 == "total_commands_processed" { commands = $2 }
    $1 ~ /^cmdstat_(eval|evalsha|fcall)$/ { scripts += $3 }
    END { print commands + 0, scripts + 0 }'
}

# redis_since "COUNTS" N: "commands scripts" since then divided by N, less our own question.
redis_since() {
  awk -v before="$1" -v now="$(redis_counts)" -v n="$2" 'BEGIN {
    split(before, b, " "); split(now, a, " ")
    printf "%.5f %.5f\n", (a[1] - b[1] - 1) / n, (a[2] - b[2]) / n }'
}

# start_ecluse memory|redis POLICY [JVM FLAG…]: all checks on.
start_ecluse() { start_gateway ecluse admin "$@"; }

# start_gateway NAME ADMIN memory|redis POLICY [JVM FLAG…]: another beside it; ADMIN names its admin port.
start_gateway() {
  local name=$1 admin=$2 ledger=$3 policy=$4
  shift 4
  [[ -r $policy ]] || die "no policy at $policy"
  free_port "$name"
  free_port "$admin"
  cat > "$work/$name.yaml" << CONF
server:
  address: 127.0.0.1
  port: ${port[$name]}
spring.cloud.gateway.server.webflux.routes:
  - id: portail
    uri: http://127.0.0.1:${port[portal]}
    predicates: [Path=/**]
    metadata: {access: required, service: portail, activity: count}
ecluse:
  keys: [{id: bench, secret: "$(head -c 32 /dev/urandom | base64)"}]
  policy: $(realpath "$policy")
  ledger:
    kind: $ledger
$([[ $ledger == memory ]] || printf '    name: bench\n    uri: redis://127.0.0.1:%s' "${port[redis]}")
  school-networks: [$school_networks]
  trusted-proxies: [$trusted_proxies]
  identity:
    bearer:
      - {issuer: "$issuer", jwks-uri: "$issuer/jwks.json", audience: ent, algorithms: [RS256]}
  admin:
    port: ${port[$admin]}
    tokens: [{name: bench, sha256: "$(printf %s "$admin_token" | sha256sum | cut -d' ' -f1)", scope: $admin_scope}]
CONF
  start "$name" "$proxy_core" "$java" "${jvm_flags[@]}" "$@" -jar "$root/gateway/target/ecluse.jar" \
    serve --config "$work/$name.yaml"
  await "$name" 120 200 "http://127.0.0.1:${port[$admin]}/actuator/health/readiness"
  await "$name" 60 200 "$(url "$name")" -H "Authorization: Bearer $token"
}

# full_policy: one seat, which the first question takes; everybody else waits.
full_policy() {
  printf 'version: 1\nent: Banc\nceiling: {sessions: 1}\nsession: {idle: 12h}\n' > "$work/full.yaml"
  echo "$work/full.yaml"
}

# draw_tickets: everybody asks once, and keeps the ticket.
draw_tickets() {
  local each
  while read -r each; do
    printf 'next\nsilent\nurl = "%s"\nheader = "Authorization: Bearer %s"\noutput = /dev/null\ndump-header = -\n' "$(url ecluse)" "$each"
  done < "$work/tokens/tokens.txt" | sed 1d | bounded 120 curl --config - | tr -d '\r' | sed -n 's/^[Ee]cluse-[Pp]lace: //p' > "$work/tickets.txt"
  (($(wc -l < "$work/tickets.txt") >= people - 1)) || die "$(wc -l < "$work/tickets.txt") tickets for $people people"
  export TICKETS=$work/tickets.txt
}

url() { printf 'http://127.0.0.1:%s/' "${port[$1]}"; }

# check NAME: the right page before anything is measured; sets answer_bytes.
check() {
  local answer
  answer=$(probe -H "Authorization: Bearer $token" "$(url "$1")")
  [[ $answer == "200 $page_bytes "* ]] || die "$1 answers \"$answer\" (status, body, head), not 200 and $page_bytes bytes"
}

# check_refusals: a gateway that lets everybody in would be fast.
check_refusals() {
  local answer forged=${token%????????}AAAAAAAA
  answer=$(probe "$(url ecluse)")
  [[ ${answer%% *} == 401 ]] || die "Écluse answers ${answer%% *} to a request without a token, not 401"
  answer=$(probe -H "Authorization: Bearer $forged" "$(url ecluse)")
  [[ ${answer%% *} == 401 ]] || die "Écluse answers ${answer%% *} to a forged token, not 401"
}

# decided WORD: how often Écluse has decided so since its start.
decided() {
  curl -s -m 15 "http://127.0.0.1:${port[admin]}/actuator/prometheus" \
    | awk -v word="decision=\"$1\"" '/^ecluse_decisions_total/ && index($0, word) { n += $NF } END { printf "%.0f\n", n }'
}

# --- one measured load ------------------------------------------------------------------------------------------

# CPU of a process, and what everybody used of a core (user, nice, system, steal), in clock ticks.
process_ticks() { sed 's/.*) //' "/proc/$1/stat" | awk '{print $12 + $13}'; }
core_ticks() { awk -v core="cpu$1" '$1 == core {print $2 + $3 + $4 + $9}' /proc/stat; }

# load NAME URL SECONDS: sets requests, rate, p50 and p99 (µs), failures (answers of 400 and more, socket errors),
# answer_bytes (mean, head and body), cpu (seconds per 1,000 requests) and others (% of the core that other
# processes had meanwhile). The process is pid[NAME].
load() {
  local name=$1 address=$2 seconds=$3 before core_before ticks core_used hz core line
  hz=$(getconf CLK_TCK)
  core=$(taskset -cp "${pid[$name]}" | sed 's/.*: //')
  before=$(process_ticks "${pid[$name]}")
  core_before=$(core_ticks "$core")
  export ADDRESSES=$strangers
  [[ $name != throttled ]] || ADDRESSES=1
  bounded $((seconds + 15)) nice -n "$niceness" taskset -c "$load_core" wrk -t1 -c"$connections" -d"${seconds}s" --timeout 10s --latency \
    -s "$here/rotate.lua" "$address" > "$work/wrk.log" 2>&1 || die "wrk failed on $name: $(tail -n 3 "$work/wrk.log")"
  alive "${pid[$name]}" || died "$name"
  ticks=$(($(process_ticks "${pid[$name]}") - before))
  core_used=$(($(core_ticks "$core") - core_before))
  line=$(sed -n 's/^RESULT //p' "$work/wrk.log")
  [[ -n $line ]] || die "wrk gave no result on $name: $(tail -n 3 "$work/wrk.log")"
  local micros bytes
  read -r requests micros bytes p50 p99 failures <<< "$line"
  ((requests > 0)) || die "$name answered no request in $seconds s"
  read -r rate answer_bytes cpu others <<< "$(awk -v n="$requests" -v us="$micros" -v b="$bytes" -v t="$ticks" \
    -v c="$core_used" -v hz="$hz" 'BEGIN {
      o = (c - t) / hz / (us / 1e6) * 100
      printf "%.0f %.0f %.5f %.0f\n", n / us * 1e6, b / n, t / hz / n * 1000, o < 0 ? 0 : o }')"
}
