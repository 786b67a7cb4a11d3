# Builds with docker buildx, podman and buildah (1.28 and later), for amd64 and arm64.

FROM docker.io/library/maven:3.9-eclipse-temurin-25 AS build
WORKDIR /build

# Without sources this fetches plug-ins and libraries, and is done again only when the POM changes.
COPY pom.xml ./
COPY .mvn .mvn
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -Dmaven.test.skip=true -Dfmt.skip package && rm -r target

COPY src/main src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -Dmaven.test.skip=true -Dfmt.skip package

COPY src/image src/image
COPY src/test/java/dev/snapkeeper/testing src/test/java/dev/snapkeeper/testing
COPY src/test/java/dev/snapkeeper/image src/test/java/dev/snapkeeper/image
RUN --mount=type=cache,target=/root/.m2 sh src/image/assemble.sh /opt/snapkeeper

# glibc, CA certificates, time zones, a user that is not root; no shell, no package manager.
FROM gcr.io/distroless/base-nossl-debian12:nonroot

ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Snapkeeper" \
      org.opencontainers.image.description="One-shot job that safely purges ZooKeeper snapshots and transaction logs" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="gcr.io/distroless/base-nossl-debian12:nonroot"

# The base has no locale but C, and in that Java cannot open a file whose name is not ASCII.
COPY --from=build /usr/lib/locale/C.utf8 /usr/lib/locale/C.utf8
ENV LANG=C.UTF-8

COPY --from=build /opt/snapkeeper/runtime /opt/snapkeeper/runtime
COPY --from=build /opt/snapkeeper/lib /opt/snapkeeper/lib
COPY --from=build /opt/snapkeeper/snapkeeper.jar /opt/snapkeeper/snapkeeper.aot /opt/snapkeeper/snapkeeper.cdx.json /opt/snapkeeper/

WORKDIR /
USER 65532:65532
# No shell in between: the program is process 1, hears SIGTERM, and its status is the container's.
# All other options of the JVM are the runtime's own: src/image/jvm.options.
ENTRYPOINT ["/opt/snapkeeper/runtime/bin/java", "-XX:AOTCache=/opt/snapkeeper/snapkeeper.aot", "-jar", "/opt/snapkeeper/snapkeeper.jar"]
CMD ["--help"]
