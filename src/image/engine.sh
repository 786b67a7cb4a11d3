#!/usr/bin/env bash
# Prints the container engine to use: the one in ENGINE, else the first of docker, podman and
# buildah that answers.
set -euo pipefail

if [[ -n ${ENGINE:-} ]]; then
  case $ENGINE in
    docker | podman | buildah) ;;
    *)
      echo "ENGINE=$ENGINE: it takes docker, podman or buildah" >&2
      exit 2
      ;;
  esac
  "$ENGINE" info >/dev/null || {
    echo "ENGINE=$ENGINE: does not answer; is it installed, and does its daemon run?" >&2
    exit 2
  }
  echo "$ENGINE"
  exit
fi
for engine in docker podman buildah; do
  if "$engine" info >/dev/null 2>&1; then
    echo "$engine"
    exit
  fi
done
echo "no container engine answers; install podman or buildah, or start docker's daemon" >&2
exit 2
