package dev.snapkeeper;

import sun.misc.Signal;

/**
 * Hears signals. A shutdown hook would not do: it cannot tell SIGINT from SIGTERM, nor let the work
 * come to its own end.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls an action whenever a signal arrives, in place of what the JVM does by default.
   *
   * @param name without its SIG, such as {@code TERM}
   * @throws IllegalStateException when this JVM does not let it be heard, as with {@code -Xrs}
   */
  static void onSignal(String name, Runnable action) {
    try {
      Signal.handle(new Signal(name), signal -> action.run());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("SIG" + name + " cannot be heard on this JVM", e);
    }
  }
}
