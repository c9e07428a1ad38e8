package io.intereststream.deploy.bench.measure;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Kills a process when this JVM ends, even if this JVM is killed: a shell reads from a pipe that
 * ends with this JVM. For processes that do not watch their parent themselves.
 */
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT = "trap '' INT TERM HUP; read -r line; kill -KILL \"$1\"";

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  /** Starts to watch over a process. */
  static Watchdog of(Process watched) throws IOException {
    String pid = String.valueOf(watched.pid());
    return new Watchdog(
        new ProcessBuilder("/bin/sh", "-c", SCRIPT, "interest-stream-watchdog", pid)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start());
  }

  /** What happens when this JVM ends. */
  void parentEnds() throws IOException {
    shell.getOutputStream().close();
  }

  boolean hasEndedWithin(long seconds) throws InterruptedException {
    return shell.waitFor(seconds, TimeUnit.SECONDS);
  }

  /** Ends the watch. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
