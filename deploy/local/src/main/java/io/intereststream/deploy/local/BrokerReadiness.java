package io.intereststream.deploy.local;

import io.intereststream.error.InterestStreamException;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Waits until a broker that was just started answers. */
final class BrokerReadiness {
  private final int port;
  private final BrokerJvm jvm;
  private final Process process;
  private final Duration limit;
  private final long deadline;

  BrokerReadiness(int port, BrokerJvm jvm, Process process, Duration limit) {
    this.port = port;
    this.jvm = jvm;
    this.process = process;
    this.limit = limit;
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  /**
   * Waits for the first answer.
   *
   * @throws InterestStreamException if the JVM ends, with the tail of its log, or there is no
   *     answer within the limit
   */
  void await() {
    // The port first: an Admin client logs a warning for each attempt on a closed port.
    while (!LoopbackPorts.accepts(port)) {
      requireAlive();
      pause();
    }
    Properties client = new Properties();
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address());
    try (Admin admin = Admin.create(client)) {
      while (!answers(admin)) {
        requireAlive();
        pause();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw InterestStreamException.environment(
          "broker " + address() + ": interrupted while starting", e);
    }
  }

  private static boolean answers(Admin admin) throws InterruptedException {
    try {
      return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    }
  }

  private void requireAlive() {
    if (!process.isAlive()) {
      throw InterestStreamException.environment(
          "broker %s: ended with status %d while starting (expected: running); end of %s:%n%s"
              .formatted(address(), process.exitValue(), jvm.logFile(), jvm.logTail()));
    }
    if (System.nanoTime() > deadline) {
      throw InterestStreamException.environment(
          "broker %s: no answer after %d s (expected: ready in 2 to 5 s); end of %s:%n%s"
              .formatted(address(), limit.toSeconds(), jvm.logFile(), jvm.logTail()));
    }
  }

  private String address() {
    return LocalBroker.HOST + ":" + port;
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    if (Thread.currentThread().isInterrupted()) {
      throw InterestStreamException.environment("broker: interrupted while starting");
    }
  }
}
