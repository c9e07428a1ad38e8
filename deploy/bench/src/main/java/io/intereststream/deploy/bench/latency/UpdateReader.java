package io.intereststream.deploy.bench.latency;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.deploy.bench.child.ChildJvm;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.flink.configuration.Configuration;

/** A reader of the update topic in a JVM of its own, so that no other work delays it. */
public final class UpdateReader implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final long QUIET_MS = 500;

  private final ChildJvm jvm;
  private final Path file;

  private UpdateReader(ChildJvm jvm, Path file) {
    this.jvm = jvm;
    this.file = file;
  }

  /**
   * Starts the JVM, and waits until it reads at the end of the topic.
   *
   * @param job complete options of the job whose update topic is read
   * @param folder for its files
   */
  public static UpdateReader start(Configuration job, Path folder)
      throws IOException, InterruptedException {
    Path file = folder.resolve("updates.bin");
    UpdateReader reader =
        new UpdateReader(
            ChildJvm.start(
                ReaderMain.class,
                "reader",
                folder,
                List.of(new JsonMapper().writeValueAsString(job.toMap()), file.toString())),
            file);
    try {
      reader.updates();
    } catch (InterruptedException | IOException | RuntimeException e) {
      reader.close();
      throw e;
    }
    return reader;
  }

  /** Number of updates that have arrived. */
  public long updates() throws IOException, InterruptedException {
    return Long.parseLong(jvm.ask("count", LIMIT));
  }

  /** Waits until no update arrives for half a second, and returns their number. */
  public long awaitQuiet() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long before = -1;
    long now = updates();
    while (now > before && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(QUIET_MS);
      before = now;
      now = updates();
    }
    return now;
  }

  /**
   * Passes updates to a sink, in the order in which they arrived.
   *
   * @param from number of updates to skip
   * @param to number of updates up to which to read, at most {@link #updates}
   */
  public void read(long from, long to, Consumer<UpdateRow> sink) throws IOException {
    UpdateLog.read(file, from, to, sink);
  }

  @Override
  public void close() {
    jvm.close();
  }
}
