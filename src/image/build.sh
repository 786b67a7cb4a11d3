#!/usr/bin/env bash
# Builds the image, with the engine in ENGINE (see engine.sh), under the name in IMAGE.
# BUILD_FLAGS are further options of the engine's build, such as --platform linux/arm64.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

engine=$(src/image/engine.sh)
image=${IMAGE:-snapkeeper:$(sed -n "s/^ARG VERSION=//p" Dockerfile)}
case $engine in
  docker) build=(docker buildx build --load) ;;
  podman) build=(podman build) ;;
  buildah) build=(buildah bud) ;;
esac
read -ra flags <<<"${BUILD_FLAGS:-}"
revision=$(git describe --always --dirty --abbrev=40 --exclude '*' 2>/dev/null || echo unknown)

"${build[@]}" "${flags[@]}" --build-arg REVISION="$revision" --tag "$image" .
echo "built $image with $engine"
