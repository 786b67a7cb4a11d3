package dev.snapkeeper;

/** Hears how far the reading of files has come. */
public interface Progress {
  /** Hears nothing. */
  Progress NONE =
      new Progress() {
        @Override
        public void expect(long bytes) {}

        @Override
        public void read(long bytes) {}

        @Override
        public void end() {}
      };

  /**
   * More is to be read than was known so far, or less.
   *
   * @param bytes how much more; negative where it turned out that so many need not be read
   */
  void expect(long bytes);

  /**
   * Something was read.
   *
   * @param bytes how much more than before
   */
  void read(long bytes);

  /** All was read: what follows is the report. */
  void end();
}
