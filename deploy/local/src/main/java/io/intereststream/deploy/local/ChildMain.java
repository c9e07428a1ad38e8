package io.intereststream.deploy.local;

import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The main class of a child JVM that ends whenever its parent JVM ends, even if the parent is
 * killed: its standard input is a pipe from the parent, which is closed when the parent ends. It
 * runs another main class and uses nothing but the JDK, because the broker has a class path of its
 * own.
 */
final class ChildMain {
  private static final long STOP_S = 30;

  private ChildMain() {}

  /**
   * Runs a main class.
   *
   * @param arguments name of the class, then its own arguments
   */
  public static void main(String[] arguments) throws Exception {
    daemon("interest-stream-parent", ChildMain::endWithParent);
    Class.forName(arguments[0])
        .getMethod("main", String[].class)
        .invoke(null, (Object) Arrays.copyOfRange(arguments, 1, arguments.length));
  }

  private static void endWithParent() {
    try {
      while (System.in.read() >= 0) {
        continue;
      }
    } catch (IOException e) {
      // The pipe is broken: that is its end.
    }
    // The program may hang while it shuts down.
    daemon(
        "interest-stream-halt",
        () -> {
          long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_S);
          while (System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
          }
          Runtime.getRuntime().halt(1);
        });
    System.exit(0);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
