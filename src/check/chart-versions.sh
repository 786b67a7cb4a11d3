#!/usr/bin/env bash
# Renders and lints the chart with Helm 3 and with Helm 4, and fails with the difference if they do not
# agree. HELM3 and HELM4 name the programs; unless they are given, Go builds them.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

HELM3_VERSION=v3.21.4
HELM4_VERSION=v4.3.1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # the major version, the whole one
  GOBIN="$work/go$1" go install "helm.sh/helm/v$1/cmd/helm@$2"
  echo "$work/go$1/helm"
}
helm3=${HELM3:-$(build 3 "$HELM3_VERSION")}
helm4=${HELM4:-$(build 4 "$HELM4_VERSION")}
for major in 3 4; do
  helm=helm$major
  version=$("${!helm}" version --template '{{ .Version }}')
  echo "Helm $major: $version"
  if [[ $version != v$major.* ]]; then
    echo "${!helm} is not Helm $major" >&2
    exit 1
  fi
done

# What the two may differ in: empty lines.
render() { # the program, the file to write, further arguments
  local helm=$1 out=$2
  shift 2
  "$helm" template zk chart --namespace data --kube-version 1.31.0 "$@" | sed '/^$/d' > "$out"
}

cat > "$work/odd.yaml" <<'YAML'
zookeeper: {statefulSet: "{{ .Release.Name }}", replicas: 12, data: {path: "/a 'b'"}}
purge: {failAbovePercent: 0}
job: {activeDeadlineSeconds: 31536000, podFailurePolicy: null}
podSecurityContext: {runAsUser: 1000650000, runAsGroup: null}
podAnnotations: {a: "line\nline \"quoted\" {{ not rendered }}", b: "1e3", c: ""}
tolerations: [{operator: Exists}]
extraEnv: [{name: A, value: "{{ .Release.Namespace }}: 'x'"}]
global: {imageRegistry: r.example.com, other: 1}
YAML

compared=0
for values in chart/ci/*-values.yaml "$work/odd.yaml"; do
  for helm in "$helm3" "$helm4"; do
    "$helm" lint --strict --quiet chart --values "$values"
  done
  render "$helm3" "$work/3.yaml" --values "$values"
  render "$helm4" "$work/4.yaml" --values "$values"
  grep -q '^kind: CronJob$' "$work/3.yaml"
  diff -u "$work/3.yaml" "$work/4.yaml"
  compared=$((compared + 1))
done

# Refused by both.
for wrong in zookeeper.statefulSet= autopurge.snapRetainCount=2 autopurge.purgeInterval=36 no.such=key; do
  for helm in "$helm3" "$helm4"; do
    if render "$helm" /dev/null --values chart/ci/bitnami-values.yaml --set "$wrong" 2> "$work/refusal"; then
      echo "$helm takes $wrong" >&2
      exit 1
    fi
    grep -q -e snapRetainCount -e purgeInterval -e statefulSet -e "'no'" "$work/refusal"
  done
done
echo "$compared sets of values render alike."
