package dev.snapkeeper.command;

import dev.snapkeeper.options.UsageException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where snappy-java unpacks its native library, when the first snapshot comes that needs it: in the
 * temp directory, unless told otherwise.
 */
final class NativeLibrary {
  private static final String PLACE = "org.xerial.snappy.tempdir";

  private NativeLibrary() {}

  /**
   * Keeps the library out of ZooKeeper's directories.
   *
   * @param places where to unpack it instead, if the temp directory is one of those
   * @throws UsageException when the user has named a place there
   */
  static void keepOutOf(OffLimits offLimits, List<Path> places) throws UsageException {
    String named = System.getProperty(PLACE);
    if (named == null) {
      if (offLimits.holds(Path.of(System.getProperty("java.io.tmpdir")))) {
        offLimits.outside(places).stream()
            .findFirst()
            .ifPresent(place -> System.setProperty(PLACE, place.toString()));
      }
    } else if (offLimits.holds(Path.of(named))) {
      throw new UsageException(
          "-D"
              + PLACE
              + "="
              + named
              + ": lies in a directory of ZooKeeper's, where nothing is ever written; name another");
    }
  }
}
