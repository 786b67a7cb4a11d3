package dev.snapkeeper.options;

import static java.util.Objects.requireNonNull;

/** What the command line asks for. */
public sealed interface Invocation {

  /** Print a text and be done: {@code --help}, {@code --version}. */
  record Print(String text) implements Invocation {
    public Print {
      requireNonNull(text);
    }
  }

  /** {@code snapkeeper purge}. */
  record Purge(PurgeOptions options) implements Invocation {
    public Purge {
      requireNonNull(options);
    }
  }

  /** {@code snapkeeper inspect}. */
  record Inspect(InspectOptions options) implements Invocation {
    public Inspect {
      requireNonNull(options);
    }
  }

  /** {@code snapkeeper compare}. */
  record Compare(CompareOptions options) implements Invocation {
    public Compare {
      requireNonNull(options);
    }
  }
}
