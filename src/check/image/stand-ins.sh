#!/usr/bin/env bash
# Makes stand-ins for the base images that the Dockerfile names, under the same tags, for a machine
# that reaches no registry. They are made of Debian's packages, and of this machine's own Maven and
# JDK 25; they are like the real ones in what the Dockerfile uses, and in nothing else.
#
# usage: stand-ins.sh ENGINE BUILD_IMAGE BASE_IMAGE   (ENGINE: docker or podman)
#
# Needs Debian's apt-get and dpkg-deb, Maven, and a JDK 25: in JDK_25, in JAVA_HOME, or installed
# beside the JDK that Maven runs on.
set -euo pipefail

engine=$1
build_image=$2
base_image=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

jdk_25() {
  local running home
  running=$("${MVN:-mvn}" --version | sed -n 's/.*, runtime: //p')
  for home in "${JDK_25:-}" "${JAVA_HOME:-}" "$(dirname "$running")"/*; do
    if [[ -x $home/bin/jlink ]] && grep -q '^JAVA_VERSION="25[."]' "$home/release" 2>/dev/null; then
      echo "$home"
      return
    fi
  done
  echo "no JDK 25 for the stand-ins; name one: JDK_25=DIR make image-test" >&2
  return 1
}

# The files of some packages, without their install scripts.
unpack() {
  local root=$1
  shift
  mkdir -p "$work/debs" "$root"
  (
    cd "$work/debs"
    apt-get -q -o APT::Sandbox::User=root download "$@" >/dev/null
    for deb in *.deb; do
      dpkg-deb -x "$deb" "$root"
    done
    rm -- *.deb
  )
}

import() {
  local root=$1 image=$2
  shift 2
  local changes=(--change "LABEL stand-in=yes")
  for change in "$@"; do
    changes+=(--change "$change")
  done
  tar -c -C "$root" . | "$engine" import "${changes[@]}" - "$image" >"$work/import" 2>&1 || {
    cat "$work/import" >&2
    return 1
  }
  echo "STAND-IN, not the real image: $image"
}

maven_and_jdk() {
  local root=$work/build
  unpack "$root" base-files bash dash coreutils findutils grep sed tar gzip libc6 libc-bin libacl1 \
    libattr1 libgmp10 libgcc-s1 libpcre2-8-0 libselinux1 libtinfo6 zlib1g ca-certificates
  mkdir -p "$root/opt" "$root/tmp" "$root/root" "$root/usr/bin"
  chmod 1777 "$root/tmp"
  local jdk maven
  jdk=$(jdk_25)
  maven=$("${MVN:-mvn}" --version | sed -n 's/^Maven home: //p')
  cp -rL "$jdk" "$root/opt/java"
  cp -rL "$maven" "$root/opt/maven"
  ln -s ../../opt/maven/bin/mvn "$root/usr/bin/mvn"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  import "$root" "$build_image" "ENV JAVA_HOME=/opt/java" \
    "ENV PATH=/opt/java/bin:/usr/bin:/bin" "ENV LANG=C.UTF-8"
}

distroless() {
  local root=$work/base
  unpack "$root" base-files netbase tzdata libc6
  unpack "$work/certificates" ca-certificates
  # what ca-certificates' install script makes of the package
  mkdir -p "$root/etc/ssl/certs" "$root/home/nonroot" "$root/tmp"
  find "$work/certificates" -name '*.crt' -exec cat {} + >"$root/etc/ssl/certs/ca-certificates.crt"
  chmod 1777 "$root/tmp"
  chown 65532:65532 "$root/home/nonroot"
  printf '%s\n' root:x:0:0:root:/root:/sbin/nologin \
    nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin >"$root/etc/passwd"
  printf '%s\n' root:x:0: nonroot:x:65532: >"$root/etc/group"
  import "$root" "$base_image" "USER 65532" \
    "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    "ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"
}

maven_and_jdk
distroless
