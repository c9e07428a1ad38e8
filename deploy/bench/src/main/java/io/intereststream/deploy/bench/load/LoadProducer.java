package io.intereststream.deploy.bench.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.deploy.bench.child.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.Configuration;

/** A producer of a load in a JVM of its own, so that no other work delays it. */
public final class LoadProducer implements AutoCloseable {
  static final String START = "start ";
  static final String STOP = "stop";

  private static final Duration LIMIT = Duration.ofSeconds(90);

  private final ChildJvm jvm;

  private LoadProducer(ChildJvm jvm) {
    this.jvm = jvm;
  }

  /**
   * Starts the JVM.
   *
   * @param job options of the job whose watch topic gets the events
   * @param settings of the load; its histories must be filled already
   * @param folder for its log
   */
  public static LoadProducer start(Configuration job, LoadSettings settings, Path folder)
      throws IOException {
    JsonMapper json = new JsonMapper();
    return new LoadProducer(
        ChildJvm.start(
            LoadMain.class,
            "producer",
            folder,
            List.of(
                json.writeValueAsString(job.toMap()), json.writeValueAsString(settings.toMap()))));
  }

  /**
   * Starts to send. The time of an event is the time at which it is due.
   *
   * @param rate events per second
   */
  public void send(double rate) throws IOException, InterruptedException {
    jvm.ask(START + rate, LIMIT);
  }

  /** Stops, and returns the number of events since the start. */
  public long stop() throws IOException, InterruptedException {
    return Long.parseLong(jvm.ask(STOP, LIMIT));
  }

  @Override
  public void close() {
    jvm.close();
  }
}
