#!/bin/sh
# Fills the directory that the image carries: the program, its libraries and their bill of materials, a Java
# runtime with just the modules they need, snappy's native library, and an AOT cache.
#
# usage: assemble.sh DIRECTORY
#
# Runs in the first stage of the Dockerfile, in the project, after Maven has filled target/. Needs a
# JDK 25 in JAVA_HOME, and Maven. The directory must be the one where the image will have it.
set -eu

home=$1
java=$home/runtime/bin/java
jar=$home/snapkeeper.jar
source=src/image
work=$(mktemp -d)

# What the program reaches, however it is called: sun.misc.Signal is all of jdk.unsupported that it
# needs. jdeps would add what only a ZooKeeper server reaches (JMX, Kerberos, naming).
modules=java.base,jdk.unsupported

copy_program() {
  rm -rf "${home:?}/lib" "$home/runtime"
  mkdir -p "$home/lib"
  cp target/snapkeeper.jar target/snapkeeper.cdx.json "$home"
  cp target/lib/*.jar "$home/lib"
}

# snappy-java carries its native library for two dozen platforms; the image wants one, as a file.
unpack_snappy() {
  for archive in "$home"/lib/snappy-java-*.jar; do
    mkdir "$work/snappy"
    (cd "$work/snappy" && "$JAVA_HOME/bin/jar" --extract --file "$archive")
    natives=$work/snappy/org/xerial/snappy/native
    cp "$natives/Linux/$(uname -m)/libsnappyjava.so" "$home/lib"
    rm -r "$natives"
    "$JAVA_HOME/bin/jar" --create --no-manifest --date=2025-01-01T00:00:00Z --file "$archive" \
      -C "$work/snappy" .
  done
}

link_runtime() {
  options=$(sed -e '/^#/d' -e '/^$/d' -e "s|@HOME@|$home|" "$source/jvm.options" | tr '\n' ' ')
  "$JAVA_HOME/bin/jlink" --add-modules "$modules" --add-options "$options" \
    --strip-java-debug-attributes --no-header-files --no-man-pages --output "$home/runtime"
}

# Any user may read it, nobody may write it. The cache knows the runtime and the jars by size and
# time, so the times have to survive a builder that cuts them to the second or to a fixed date.
settle() {
  chmod -R a+rX,go-w "$home"
  find "$home" -exec touch --no-dereference --date=2025-01-01T00:00:00Z {} +
}

draw() {
  "${MVN:-mvn}" -B -ntp -q dependency:build-classpath -DincludeScope=test \
    -Dmdep.outputFile="$work/classpath"
  "$JAVA_HOME/bin/java" --enable-native-access=ALL-UNNAMED \
    -cp "target/classes:$(cat "$work/classpath")" \
    src/test/java/dev/snapkeeper/image/SampleData.java "$work/data/version-2" <"$source/training.txt"
}

# Runs the program as its user would, and notes which classes it loads. The runtime has to have an archive of
# its own classes meanwhile, as it will have the cache: without one Java starts by another way, and loads others.
train() {
  "$java" -XX:DumpLoadedClassList="$(mktemp "$work/XXXXXX.classes")" -jar "$jar" "$@" \
    >"$work/out" 2>"$work/err" || {
    echo "training with '$*' ended with status $?:" >&2
    cat "$work/out" "$work/err" >&2
    exit 1
  }
}

# Each command, as it is most used: with text and JSON, with and without work to do.
train_on() {
  data=$work/data
  case $1 in
    purge)
      train purge --help
      train purge --data-dir "$data" --dry-run
      train purge --data-dir "$data" --dry-run --output json --termination-log "$work/termination-log"
      train purge --data-dir "$data" --dry-run --verbose --verify tail --fail-above 100
      for output in text json; do
        cp -a "$data" "$work/$output"
        # the discard port: nobody answers, and the purge goes on
        train purge --data-dir "$work/$output" --delete-corrupt --remember-verified --fail-above 100 \
          --output "$output" --termination-log "$work/termination-log" --metrics-file "$work/zk.prom" \
          --pushgateway http://127.0.0.1:9 --metrics-label pod=zk-0
        train purge --data-dir "$work/$output" --remember-verified --output "$output"
      done
      ;;
    compare)
      train compare --help
      train compare --data-dir "$data"
      train compare --data-dir "$data" --output json --content
      train compare --data-dir "$data" --bytes 0 --nodes 0 --debug
      train compare --data-dir "$data" --output folded --html "$work/compare.html"
      train compare --left "$data/version-2/snapshot.100" --right "$data/version-2/snapshot.200.gz"
      ;;
    inspect)
      train inspect --help
      train inspect --data-dir "$data"
      train inspect --data-dir "$data" --output json --verbose
      train inspect --data-dir "$data" --top 20 --verify tail
      train inspect --data-dir "$data" --output folded --verify none
      train inspect --data-dir "$data" --html "$work/inspect.html"
      ;;
    *)
      echo "$1: no training for this command; add it to $0" >&2
      exit 1
      ;;
  esac
}

# Lists of classes can be joined, recordings of AOTMode=record cannot; and at C1 the profiles that
# only a recording has would not be used. So one cache serves all commands.
make_cache() {
  mkdir -p "$work/data"
  draw
  "$java" -Xshare:dump
  for command in $("$java" -jar "$jar" --help | sed -n '/^commands:/,/^$/s/^  \([a-z][a-z]*\)  .*/\1/p'); do
    echo "training: $command"
    train_on "$command"
  done
  # each line once, in the order in which they came first; the numbers differ from run to run
  rm "$home"/runtime/lib/server/*.jsa
  cat "$work"/*.classes | sed -e '/^#/d' -e 's/ id: [0-9]*$//' | cat -n | sort -u -k 2 | sort -n |
    cut -f 2- >"$work/classes"
  "$java" -Xshare:dump -XX:+AOTClassLinking -XX:SharedClassListFile="$work/classes" \
    -XX:SharedArchiveFile="$home/snapkeeper.aot" -Xlog:disable -Xlog:all=error:stderr -jar "$jar"
  "$java" -XX:AOTMode=on -XX:AOTCache="$home/snapkeeper.aot" -jar "$jar" --version
}

copy_program
unpack_snappy
link_runtime
settle
make_cache
settle
rm -r "$work"
