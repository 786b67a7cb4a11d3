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
   * @throws IllegalArgumentException when this JVM does not let it be heard
   */
  static void onSignal(String name, Runnable action) {
    Signal.handle(new Signal(name), signal -> action.run());
  }
}
