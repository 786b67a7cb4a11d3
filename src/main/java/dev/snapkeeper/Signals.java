package dev.snapkeeper;

import java.lang.reflect.Proxy;

/**
 * Hears signals. A shutdown hook would not do: it cannot tell SIGINT from SIGTERM, nor let the work
 * come to its own end. {@code sun.misc.Signal} is reached by reflection, because javac's warning
 * about naming it cannot be switched off, and warnings fail the build.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls an action whenever a signal arrives, in place of what the JVM does by default.
   *
   * @param name without its SIG, such as {@code TERM}
   * @throws IllegalStateException when this JVM does not let it be heard
   */
  static void onSignal(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object handler =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, args) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "equals" -> proxy == args[0];
                    default -> name;
                  });
      signal
          .getMethod("handle", signal, handlerType)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("SIG" + name + " cannot be heard on this JVM", e);
    }
  }
}
