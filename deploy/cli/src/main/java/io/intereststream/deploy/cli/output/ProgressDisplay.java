package io.intereststream.deploy.cli.output;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar on stderr, shown only on a terminal. */
public final class ProgressDisplay implements AutoCloseable {
  /** System property, {@code true} or {@code false}: whether stderr is a terminal. */
  private static final String TERMINAL = "interest.terminal";

  private final ProgressBar bar;

  private ProgressDisplay(ProgressBar bar) {
    this.bar = bar;
  }

  /**
   * Starts to show progress.
   *
   * @param task name of the task
   * @param unit unit of the count
   * @param total the total, or -1 if unknown
   * @param wanted false to show nothing, as with {@code --json}
   */
  public static ProgressDisplay start(String task, String unit, long total, boolean wanted) {
    if (!wanted || !isTerminal()) {
      return new ProgressDisplay(null);
    }
    return new ProgressDisplay(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setUnit(" " + unit, 1)
            .setInitialMax(total)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .showSpeed()
            .build());
  }

  /** Whether stderr is a terminal. */
  public static boolean isTerminal() {
    String told = System.getProperty(TERMINAL);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  /** Shows a new count. Cheap enough to call for each item. */
  public void at(long count) {
    if (bar != null) {
      bar.stepTo(count);
    }
  }

  /** Shows a new count with a short message. Cheap enough to call for each item. */
  public void at(long count, String message) {
    if (bar != null) {
      bar.setExtraMessage(message);
      bar.stepTo(count);
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
