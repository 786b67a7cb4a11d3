#!/usr/bin/env bash
# Builds the image and tests it as the chart runs it: another user than root, a read-only root file
# system, no capabilities, no new privileges, no network, a small noexec /tmp, 64 MiB of memory.
# One line for each check; the status is 0 if all hold.
#
# ENGINE and IMAGE are as for src/image/build.sh. SKIP_BUILD=yes tests the image that is there,
# CHECKS=REGEX makes only the checks whose sentence matches.
# Needs Maven, and root or an engine that runs as the same user: test data get owners of their own.
# Where a base image cannot be pulled, stand-ins are made (see stand-ins.sh), and the output says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

work=$(mktemp -d "${TMPDIR:-/tmp}/snapkeeper-image-test-XXXXXX")
name=$(tr "[:upper:]" "[:lower:]" <<<"${work##*/}") # podman wants volumes and pods in small letters
failed=0
passed=0
skipped=0

clean() {
  "$engine" rm -f "$name" >/dev/null 2>&1 || true
  if [[ -e $work/pod.yaml ]]; then
    "$engine" pod rm -f "$name-pod" >/dev/null 2>&1 || true
    "$engine" volume rm -f "$name-data" "$name-tmp" >/dev/null 2>&1 || true
  fi
  rm -rf "$work"
}

# ---- the engine ------------------------------------------------------------------------------

builder=$(src/image/engine.sh)
engine=$builder
[[ $engine != buildah ]] || engine=podman # buildah builds into podman's storage, and runs nothing
trap clean EXIT
IMAGE=${IMAGE:-snapkeeper:$(sed -n 's/^ARG VERSION=//p' Dockerfile)}
export IMAGE ENGINE=$builder

# podman wants to raise limits that a container may not raise; lowering them is always allowed.
prepare_podman() {
  if [[ $engine == podman && -z ${CONTAINERS_CONF:-} && $(ulimit -Hn) != unlimited ]] &&
    (($(ulimit -Hn) < 1048576)); then
    printf '[containers]\ndefault_ulimits = ["nofile=1024:1024", "nproc=1024:1024"]\n' \
      >"$work/containers.conf"
    export CONTAINERS_CONF=$work/containers.conf
  fi
}

prepare_bases() {
  local bases base missing=no
  mapfile -t bases < <(sed -n 's/^FROM \([^ ]*\).*/\1/p' Dockerfile)
  for base in "${bases[@]}"; do
    "$engine" image inspect "$base" >/dev/null 2>&1 || "$engine" pull -q "$base" 2>"$work/pull" ||
      missing=yes
  done
  if [[ $missing == yes ]]; then
    echo "no registry: $(tail -n 1 "$work/pull")"
    src/test/image/stand-ins.sh "$engine" "${bases[@]}"
  fi
  for base in "${bases[@]}"; do
    if [[ $("$engine" image inspect --format '{{.Config.Labels}}' "$base") == *stand-in* ]]; then
      echo "BUILT ON A STAND-IN, not on the real image: $base"
    fi
  done
}

# ---- test data -------------------------------------------------------------------------------

healthy='
snapshot.100         sound          6h
snapshot.200.gz      sound          5h
snapshot.300.snappy  sound          4h
snapshot.400         sound          3h
log.1                log:1..100     6h
log.101              log:101..200   5h
log.201              log:201..420   3h
'

# draw DIRECTORY PICTURE: makes DIRECTORY/version-2
draw() {
  "$java_home/bin/java" --enable-native-access=ALL-UNNAMED -cp "target/test-classes:target/classes:$classpath" \
    dev.snapkeeper.image.SampleData "$1/version-2" <<<"$2"
}

# A fresh copy of the healthy directory that belongs to a user: data UID [GID]
data() {
  rm -rf "$work/data"
  cp -a "$work/healthy" "$work/data"
  give "$1" "${2:-$1}"
}

# give UID GID: the data get an owner, as that of a mounted volume
give() {
  if ((EUID == 0)) || [[ $engine == docker ]]; then
    chown -R "$1:$2" "$work/data"
  else
    podman unshare chown -R "$1:$2" "$work/data"
  fi
}

names() {
  (cd "$work/data/version-2" && printf '%s\n' *)
}

# ---- running ---------------------------------------------------------------------------------

# shellcheck disable=SC2054 # the commas are --tmpfs's own
hardening=(
  --read-only --cap-drop ALL --security-opt no-new-privileges --network none
  --memory 64m --memory-swap 64m
  --tmpfs /tmp:rw,noexec,nosuid,nodev,size=16m
)

# run [OPTION OF THE ENGINE]... -- [ARGUMENT]...: sets $status, $out and $err
run() {
  local options=()
  while [[ $1 != -- ]]; do
    options+=("$1")
    shift
  done
  shift
  status=0
  "$engine" run --rm --name "$name" "${hardening[@]}" "${options[@]}" "$IMAGE" "$@" \
    >"$work/out" 2>"$work/err" || status=$?
  out=$(<"$work/out")
  err=$(<"$work/err")
}

# purge UID [OPTION OF THE PROGRAM]...: on the data
purge() {
  local uid=$1
  shift
  run --user "$uid:$uid" -v "$work/data:/data" -- purge --data-dir /data "$@"
}

# ---- checking --------------------------------------------------------------------------------

# check SENTENCE FUNCTION [ARGUMENT]...
check() {
  local sentence=$1 result
  shift
  [[ $sentence =~ ${CHECKS:-} ]] || return 0
  set +e
  (
    set -e
    "$@"
  ) >"$work/log" 2>&1
  result=$?
  set -e
  case $result in
    0)
      passed=$((passed + 1))
      echo "ok       $sentence$(sed -n 's/^note: /: /p' "$work/log")"
      ;;
    77)
      skipped=$((skipped + 1))
      echo "SKIPPED  $sentence: $(tail -n 1 "$work/log")"
      ;;
    *)
      failed=$((failed + 1))
      echo "FAILED   $sentence"
      sed 's/^/         | /' "$work/log"
      "$engine" rm -f "$name" >/dev/null 2>&1 || true
      ;;
  esac
}

# want WHAT EXPECTED ACTUAL
want() {
  if [[ $2 != "$3" ]]; then
    printf '%s: wanted:\n%s\ngot:\n%s\n' "$1" "$2" "$3"
    [[ -z ${err:-} ]] || printf 'stderr:\n%s\n' "$err"
    return 1
  fi
}

# want_in WHAT PART WHOLE
want_in() {
  if [[ $3 != *"$2"* ]]; then
    printf '%s: wanted in it:\n%s\ngot:\n%s\n' "$1" "$2" "$3"
    [[ -z ${err:-} ]] || printf 'stderr:\n%s\n' "$err"
    return 1
  fi
}

inspect() {
  "$engine" image inspect --format "$1" "$IMAGE"
}

# ---- what the image is -----------------------------------------------------------------------

labels() {
  run -- --version
  want version "snapkeeper $(inspect '{{index .Config.Labels "org.opencontainers.image.version"}}')" "$out"
  want title Snapkeeper "$(inspect '{{index .Config.Labels "org.opencontainers.image.title"}}')"
  want licenses Apache-2.0 "$(inspect '{{index .Config.Labels "org.opencontainers.image.licenses"}}')"
  local label
  for label in description revision base.name; do
    [[ -n $(inspect "{{index .Config.Labels \"org.opencontainers.image.$label\"}}") ]] || {
      echo "no label: $label"
      return 1
    }
  done
}

configuration() {
  local user
  user=$(inspect '{{.Config.User}}')
  [[ $user =~ ^[1-9][0-9]*: ]] || {
    echo "runAsNonRoot needs a number: $user"
    return 1
  }
  want_in environment LANG=C.UTF-8 "$(inspect '{{.Config.Env}}')"
  want 'first word' / "$(inspect '{{index .Config.Entrypoint 0}}' | cut -c 1)"
  run --
  want status 0 "$status"
  want_in 'without arguments' 'usage: snapkeeper COMMAND' "$out"
}

listing() {
  "$engine" create --name "$name" "$IMAGE" >/dev/null
  "$engine" export "$name" | tar -tv --numeric-owner >"$work/listing"
  "$engine" rm "$name" >/dev/null
}

# none WHAT CONDITION: no line of the listing meets awk's condition; $1 is mode, $2 owner, $6 path
none() {
  local found
  found=$(awk "$2" "$work/listing")
  want "$1" '' "$found"
}

# shellcheck disable=SC2016 # awk's own $
contents() {
  listing
  grep -q ' opt/snapkeeper/runtime/bin/java$' "$work/listing"
  none shells '$6 ~ /(^|\/)(sh|ash|bash|dash|ksh|zsh|busybox|toybox)$/'
  none 'package managers' '$6 ~ /(^|\/)(apt|apt-get|dpkg|apk|rpm|dnf|microdnf|mvn)$/'
  none 'setuid and setgid' '$1 ~ /^-.*[sS]/'
  none 'writable by all' '$1 ~ /^[^l].......w/ && $1 !~ /^d........t/'
  none 'left by the build' '$6 ~ /^(build|root\/\.m2|opt\/java|opt\/maven)(\/|$)/'
  none "the program's own that are not root's, or that a group may write" \
    '$6 ~ /^opt\/snapkeeper\// && ($2 != "0/0" || $1 ~ /^[^l]....w/)'
  want "snappy's native libraries" 1 "$(grep -c 'snappy.*\.so$' "$work/listing")"
}

snappy_jar() {
  local jar
  "$engine" create --name "$name" "$IMAGE" >/dev/null
  mkdir "$work/libraries"
  "$engine" cp "$name:/opt/snapkeeper/lib/." "$work/libraries"
  "$engine" rm "$name" >/dev/null
  jar=$(echo "$work"/libraries/snappy-java-*.jar)
  "$java_home/bin/jar" --list --file "$jar" | grep -q 'org/xerial/snappy/Snappy.class'
  want natives 0 "$("$java_home/bin/jar" --list --file "$jar" | grep -c -e '\.so$' -e '\.dll$' -e '\.dylib$' -e '\.jnilib$' || true)"
}

size() {
  local compressed
  compressed=$("$engine" save "$IMAGE" | gzip | wc -c)
  echo "note: $((compressed / 1000000)) MB compressed, $(($(inspect '{{.Size}}') / 1000000)) MB unpacked"
  ((compressed <= 60000000))
}

# ---- how it starts ---------------------------------------------------------------------------

# cached COMMAND...: (lambdas that are made at run time aside) each class comes from the cache
cached() {
  data 1000
  run --user 1000:1000 -e JAVA_TOOL_OPTIONS='-XX:AOTMode=on -Xlog:class+load:stderr' \
    -v "$work/data:/data" -- "$@" --data-dir /data
  want status 0 "$status"
  want 'classes that are not in the cache' '' \
    "$(grep 'source: \(file\|jar\|jrt\):' "$work/err" | grep -v 'jdk.internal.event' || true)"
  local count
  count=$(grep -c 'source: shared objects file' "$work/err")
  echo "note: $count classes come from it"
  ((count > 1000))
}

aot_control() {
  run -e JAVA_TOOL_OPTIONS='-XX:AOTMode=on -XX:+UseCompactObjectHeaders' -- --version
  want 'status with a JVM that the cache does not fit' 1 "$status"
}

without_cache() {
  data 1000
  run --user 1000:1000 -e JAVA_TOOL_OPTIONS=-XX:+UseCompactObjectHeaders \
    -v "$work/data:/data" -- purge --data-dir /data --output json
  want status 0 "$status"
  want_in stderr 'Unable to use AOT cache' "$err"
  want 'lines on stdout' 1 "$(wc -l <"$work/out")"
  want 'stdout begins' '{"schema":1' "${out:0:11}"
}

flags() {
  run --entrypoint /opt/snapkeeper/runtime/bin/java -- -XX:+PrintFlagsFinal -version
  local flag
  for flag in 'UseSerialGC = true' 'TieredStopAtLevel = 1' 'MaxHeapSize = 33554432'; do
    want_in flags "$flag " "$(tr -s ' ' <"$work/err")"
  done
}

# ---- what it does ----------------------------------------------------------------------------

purged='log.101
log.201
snapshot.200.gz
snapshot.300.snappy
snapshot.400'

report='DONE: deleted 1 snapshot and 1 txn log, 19K.

  data directory  /data
  asked to keep   3 snapshots, proven restorable
  exit code       0 (ok)

Disk usage
  (figures)
  (figures)
  (figures)

ZooKeeper'\''s files (apparent size; txn logs are preallocated and sparse)
             before        deleted        after
  snapshots       4  6.9K        1  3.0K      3  4.0K
  txn logs        3   49K        1   17K      2   33K

Retained snapshots
  snapshot.400         3.0K  (time)  3h  sound, 24 znodes
  snapshot.300.snappy   598  (time)  4h  sound, 24 znodes
  snapshot.200.gz       401  (time)  5h  sound, 24 znodes

Retained txn logs
  2 files, 33K: log.101 to log.201'

whole_report() {
  data "$1" "$2"
  run --user "$1:$2" -v "$work/data:/data" -- purge --data-dir /data
  want status 0 "$status"
  want stderr '' "$err"
  want report "$report" "$(sed -e '/^Disk usage/,/^$/s/^  .*/  (figures)/' \
    -e 's/  20[0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9:]*Z/  (time)/' <<<"$out")"
  want files "$purged" "$(names)"
  want 'owner of what stays' "$1" "$(stat -c %u "$work/data/version-2/snapshot.400")"
}

json_report() {
  data 1000
  purge 1000 --output json
  want status 0 "$status"
  want 'lines on stdout' 1 "$(wc -l <"$work/out")"
  want_in report '"result":"done","exit_code":0,"exit_name":"ok"' "$out"
}

verbose() {
  data 1000
  purge 1000 --verbose
  want status 0 "$status"
  want_in "the log: the program's own" 'INFO /data/version-2/snapshot.300.snappy: sound' "$err"
  want_in "the log: what ZooKeeper's classes say" 'INFO Removing file: ' "$err"
}

zoo_cfg() {
  data 1000
  printf 'dataDir=/data\nautopurge.snapRetainCount=4\n' >"$work/zoo.cfg"
  run --user 1000:1000 -v "$work/data:/data" -v "$work/zoo.cfg:/conf/zoo.cfg:ro" -- \
    purge --config /conf/zoo.cfg
  want status 0 "$status"
  want_in report 'NOTHING TO DO' "$out"
}

termination_message() {
  data 1000
  : >"$work/termination-log"
  chmod 666 "$work/termination-log"
  run --user 1000:1000 -v "$work/data:/data" -v "$work/termination-log:/dev/termination-log" -- \
    purge --data-dir /data --termination-log /dev/termination-log
  want status 0 "$status"
  want_in 'termination message' 'DONE: deleted 1 snapshot and 1 txn log' "$(<"$work/termination-log")"
  (($(wc -c <"$work/termination-log") <= 4096))
}

any_file_name() {
  data 1000
  mv "$work/data" "$work/données 数据"
  mkdir "$work/data"
  mv "$work/données 数据" "$work/data"
  : >"$work/data/données 数据/version-2/снимок.bak"
  run --user 1000:1000 -v "$work/data:/data" -- purge --data-dir '/data/données 数据' --verbose
  want status 0 "$status"
  want_in report '  data directory  /data/données 数据' "$out"
  want_in report '  снимок.bak' "$out"
}

compare() {
  data 1000
  run --user 1001:1001 -v "$work/data:/data:ro" -- compare --data-dir /data --exit-code
  want status 0 "$status"
  want stderr '' "$err"
  want_in report 'snapshot.400' "$out"
  rm "$work/data/version-2/snapshot.400"
  cp -a "$work/many/version-2/snapshot.f0000300.snappy" "$work/data/version-2"
  run --user 1001:1001 -v "$work/data:/data:ro" -- compare --data-dir /data --exit-code
  want 'status where they differ' 7 "$status"
}

# ---- what the chart runs ---------------------------------------------------------------------

# The pod of a preset's first purge, as Helm renders it, on a volume with the claim's name.
chart_pod() {
  local rendered=src/test/resources/dev/snapkeeper/chart/bitnami.yaml
  local pod=$work/pod.yaml container=$name-pod-snapkeeper volume
  [[ $engine == podman ]] || {
    echo "needs podman kube play; the engine is $engine"
    return 77
  }
  [[ -e $rendered ]] || {
    echo "needs the chart, which is not there: $rendered"
    return 77
  }
  {
    printf 'apiVersion: v1\nkind: Pod\n'
    awk '/^---$/ { if (purge) exit; pod = ""; inside = 0; next }
      /^    app.kubernetes.io\/component: purge$/ { purge = 1 }
      /^      template:$/ { inside = 1; next }
      inside { sub(/^        /, ""); pod = pod $0 "\n" }
      END { if (purge) printf "%s", pod }' "$rendered" |
      sed -e "s|^metadata:\$|&\n  name: $name-pod|" -e "s|image: .*|image: \"$IMAGE\"|" \
        -e "s|claimName: .*|claimName: $name-data|" -e "s|name: tmp\$|name: $name-tmp|"
  } >"$pod"
  cat "$pod"

  data 1001
  "$engine" volume create "$name-data" >/dev/null
  volume=$("$engine" volume inspect --format '{{.Mountpoint}}' "$name-data")
  cp -a "$work/data" "$volume/data"
  "$engine" kube play --network none "$pod"
  status=$("$engine" wait "$container")
  out=$("$engine" logs "$container" 2>"$work/err")
  err=$(<"$work/err")
  want status 0 "$status"
  want_in report 'DONE: deleted 1 snapshot and 1 txn log' "$out"
  want files "$purged" "$(cd "$volume/data/version-2" && printf '%s\n' *)"
  want 'read-only root, capabilities, user' 'true [] 1001:1001' "$("$engine" inspect --format \
    '{{.HostConfig.ReadonlyRootfs}} {{.EffectiveCaps}} {{.Config.User}}' "$container")"
  want_in 'security options' no-new-privileges "$("$engine" inspect --format '{{.HostConfig.SecurityOpt}}' "$container")"
}

# ---- what it exits with ----------------------------------------------------------------------

exits_0() {
  data 1000
  purge 1000
  want status 0 "$status"
  purge 1000
  want status 0 "$status"
  want_in report 'NOTHING TO DO' "$out"
}

exits_1() {
  rm -rf "$work/data"
  cp -a "$work/many" "$work/data"
  give 1000 1000
  run --user 1000:1000 -e JAVA_TOOL_OPTIONS=-Xmx4m -v "$work/data:/data" -- purge --data-dir /data
  want status 1 "$status"
  want_in stderr 'not enough memory' "$err"
}

exits_2() {
  data 1000
  purge 1000 --retian 3
  want status 2 "$status"
  want stdout '' "$out"
  want_in stderr 'did you mean --retain?' "$err"
}

exits_3() {
  run --user 1000:1000 -- purge --data-dir /data
  want 'status with no volume' 3 "$status"
  data 1000
  run --user 1000:1000 -v "$work/data:/data:ro" -- purge --data-dir /data
  want 'status with a volume that is read-only' 3 "$status"
  want_in stderr 'not writable' "$err"
  data 1000
  purge 1001
  want "status as another user than the files' own" 3 "$status"
  want files "$(ls "$work/healthy/version-2")" "$(names)"
}

exits_4() {
  rm -rf "$work/data"
  cp -a "$work/damaged" "$work/data"
  give 1000 1000
  purge 1000
  want status 4 "$status"
  want_in report 'only 2 are proven restorable' "$(tr '\n' ' ' <<<"$out")"
}

exits_5() {
  data 1000
  chmod 0777 "$work/data/version-2"
  chmod 0000 "$work/data/version-2/snapshot.100"
  give 1001 1001
  purge 1000
  want status 5 "$status"
  want_in report 'cannot be read: permission denied' "$out"
}

exits_6() {
  data 1000
  purge 1000 --fail-above 0
  want status 6 "$status"
  want files "$purged" "$(names)"
}

# stops SIGNAL STATUS HOW...: sends it while files are being deleted, slowly
stops() {
  local signal=$1 expected=$2 deadline=$((SECONDS + 60))
  shift 2
  rm -rf "$work/data"
  cp -a "$work/many" "$work/data"
  give 1000 1000
  "$engine" run -d --name "$name" "${hardening[@]}" --cpus 0.2 --user 1000:1000 -v "$work/data:/data" \
    "$IMAGE" purge --data-dir /data --trust-zxid-order >/dev/null
  while [[ -e $work/data/version-2/snapshot.1 ]]; do
    ((SECONDS < deadline)) || {
      echo "nothing was deleted within a minute:"
      "$engine" logs "$name"
      return 1
    }
  done
  local start=$SECONDS
  "$@" >/dev/null
  want "status after SIG$signal" "$expected" "$("$engine" wait "$name")"
  ((SECONDS - start <= 8)) || {
    echo "took $((SECONDS - start)) s to stop"
    return 1
  }
  want_in report 'INTERRUPTED: ' "$("$engine" logs "$name" 2>"$work/err")"
  "$engine" rm "$name" >/dev/null
  [[ -e $work/data/version-2/log.1 && ! -e $work/data/version-2/snapshot.1 ]]
}

sigterm() {
  stops TERM 143 "$engine" stop --time 30 "$name"
}

sigint() {
  stops INT 130 "$engine" kill --signal INT "$name"
}

# ---- how little it needs ---------------------------------------------------------------------

# as much as a volume holds that nobody purged for months
much_data() {
  rm -rf "$work/data"
  cp -a "$work/many" "$work/data"
  give 1000 1000
  purge 1000 --trust-zxid-order
  want status 0 "$status"
  want_in report "sound, 100000 znodes" "$out"
  want 'files that stay' 6 "$(names | wc -l)"
}

# ---- the modules of its runtime --------------------------------------------------------------

# The integration tests of the jar, run by the image's own Java: a module that is missing shows here.
integration_tests() {
  rm -rf "$work/runtime"
  "$engine" create --name "$name" "$IMAGE" >/dev/null
  "$engine" cp "$name:/opt/snapkeeper/runtime" "$work/runtime"
  "$engine" rm "$name" >/dev/null
  chmod 755 "$work" # for tests that run as an unprivileged user
  mvn -B -ntp -q -Dfmt.skip failsafe:integration-test failsafe:verify \
    -Dit.test='*JarIT,PermissionsIT' -Dsnapkeeper.java="$work/runtime/bin/java"
  local tests
  tests=$(sed -n 's/.*<completed>\([0-9]*\)<.*/\1/p' target/failsafe-reports/failsafe-summary.xml)
  echo "note: $tests tests"
  ((tests > 20))
}

# ---- all of it -------------------------------------------------------------------------------

prepare_podman
prepare_bases
[[ ${SKIP_BUILD:-no} == yes ]] || src/image/build.sh >"$work/build" 2>&1 || {
  cat "$work/build"
  exit 1
}

mvn -B -ntp -q -DskipTests -Dfmt.skip package
mvn -B -ntp -q dependency:build-classpath -DincludeScope=test -Dmdep.outputFile="$work/classpath"
classpath=$(<"$work/classpath")
java_home=$(mvn --version | sed -n 's/.*, runtime: //p')
draw "$work/healthy" "$healthy"
draw "$work/damaged" "$(sed '/^snapshot.400/s/sound/flipped/; /^snapshot.300/s/sound/flipped/' <<<"$healthy")"
draw "$work/many" "$(
  for ((i = 1; i <= 3000; i++)); do
    printf 'snapshot.%x sound 9h\nlog.%x log 9h\n' "$i" "$i"
  done
  printf '%s\n' 'snapshot.f0000100 big:100000 3h' 'snapshot.f0000200.gz big:100000 2h' \
    'snapshot.f0000300.snappy big:100000 1h' 'log.f0000001 log:f0000001..f0000100 3h' \
    'log.f0000101 log:f0000101..f0000200 2h' 'log.f0000201 log:f0000201..f0000320 1h'
)"

echo "testing $IMAGE, built with $builder, run with $engine"
check 'the labels tell the version that the program tells' labels
check 'the user is a number, the locale is UTF-8, no shell stands before the program' configuration
check 'there is no shell, no package manager, no setuid, nothing that others may write' contents
check "snappy's jar brings no native library along" snappy_jar
check 'the image is at most 60 MB' size
check 'purge uses the AOT cache' cached purge
check 'compare uses the AOT cache' cached compare
check 'a JVM that the AOT cache does not fit would be told' aot_control
check 'a cache that is rejected costs time, and stdout is still the report alone' without_cache
check 'the start flags hold whatever is run, and see the memory limit' flags
for user in 1000:1000 1001:1001 65534:65534 1000660000:0; do
  check "as $user it purges and reports" whole_report "${user%:*}" "${user#*:}"
done
check 'the JSON report is one line' json_report
check '--verbose logs every step' verbose
check 'zoo.cfg is read' zoo_cfg
check 'the termination message is left' termination_message
check 'any file name is read and told' any_file_name
check 'compare reads what it may not write, and tells' compare
check "the chart's pod purges a claim" chart_pod
check 'it exits with 0 when it is done, or nothing is to do' exits_0
check 'it exits with 1 on a failure' exits_1
check 'it exits with 2 on a bad command line' exits_2
check 'it exits with 3 for want of a directory, or of the right to write to it' exits_3
check 'it exits with 4 when retention is refused' exits_4
check 'it exits with 5 when files cannot be deleted' exits_5
check 'it exits with 6 when the disk is too full' exits_6
check 'it exits with 143 on SIGTERM, at once and with a report' sigterm
check 'it exits with 130 on SIGINT, at once and with a report' sigint
check '64 MiB suffice for 6,000 files and snapshots of 100,000 znodes' much_data
check "the jar's integration tests pass on the image's Java" integration_tests

echo "$passed passed, $failed failed, $skipped skipped"
((failed == 0))
