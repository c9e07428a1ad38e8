package io.intereststream.deploy.cli.job;

import io.intereststream.deploy.local.LocalCluster;
import io.intereststream.deploy.local.StopSignals;
import io.intereststream.error.ExitCode;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs the job until it ends, or until a signal, and then stops it with a savepoint. */
final class JobRunner {
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final StopSignals signals;
  private final Consumer<String> messages;

  /** Starts the job. */
  interface Start {
    LocalCluster start() throws Exception;
  }

  /** Called each second while the job runs. */
  interface Look {
    void look() throws Exception;
  }

  JobRunner(StopSignals signals, Consumer<String> messages) {
    this.signals = signals;
    this.messages = messages;
  }

  /**
   * Starts the job and waits.
   *
   * @param running called when the job runs
   * @return the exit code
   */
  int run(Start start, Runnable running, Look look) throws Exception {
    LocalCluster started;
    try {
      started = start.start();
    } catch (Exception e) {
      if (!signals.received()) {
        throw e;
      }
      messages.accept("stopped before the job was running");
      return ExitCode.OK.code();
    }
    try (LocalCluster cluster = started) {
      running.run();
      return await(cluster, look);
    }
  }

  private int await(LocalCluster cluster, Look look) throws Exception {
    try {
      while (!cluster.hasEndedWithin(LOOK)) {
        look.look();
      }
      cluster.await();
      return ExitCode.OK.code();
    } catch (InterruptedException e) {
      if (!signals.received()) {
        throw e;
      }
    }
    messages.accept("stopping with a savepoint, in " + LocalCluster.STOP_S + " s at most");
    try {
      messages.accept("stopped; the next run resumes from " + cluster.stopWithSavepoint());
      return ExitCode.OK.code();
    } catch (ExecutionException | TimeoutException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      messages.accept(
          "no savepoint: "
              + cause.getMessage()
              + "; the next run resumes from the newest"
              + " checkpoint");
      return ExitCode.ENVIRONMENT.code();
    }
  }
}
