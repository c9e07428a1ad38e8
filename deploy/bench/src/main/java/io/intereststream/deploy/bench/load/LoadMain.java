package io.intereststream.deploy.bench.load;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.deploy.bench.child.ChildCommands;
import io.intereststream.job.config.JobOptions;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.configuration.Configuration;

/**
 * The main class of {@link LoadProducer}: {@code start RATE} starts to send, and {@code stop} stops
 * and is answered with the number of events.
 */
final class LoadMain {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long STOP_S = 60;

  private final WatchSender sender;
  private final WatchLoad load;
  private final AtomicBoolean stopped = new AtomicBoolean();
  private CompletableFuture<Long> sending;

  private LoadMain(WatchSender sender, WatchLoad load) {
    this.sender = sender;
    this.load = load;
  }

  /**
   * Serves commands.
   *
   * @param arguments the job's options and the load's settings, each as a JSON object
   */
  public static void main(String[] arguments) throws IOException {
    JobOptions options = JobOptions.from(Configuration.fromMap(map(arguments[0])));
    WatchLoad load = new WatchLoad(LoadSettings.fromMap(map(arguments[1])));
    LoadMain main = new LoadMain(new WatchSender(options, "none"), load);
    ChildCommands.serve(main::handle);
  }

  private static Map<String, String> map(String json) throws IOException {
    return JSON.readValue(json, new TypeReference<>() {});
  }

  private String handle(String command) throws Exception {
    if (command.equals(LoadProducer.STOP)) {
      stopped.set(true);
      return String.valueOf(sending.get(STOP_S, TimeUnit.SECONDS));
    }
    double rate = Double.parseDouble(command.substring(LoadProducer.START.length()));
    stopped.set(false);
    sending = CompletableFuture.supplyAsync(() -> send(rate));
    return "";
  }

  private long send(double rate) {
    try {
      return load.send(sender, rate, () -> !stopped.get());
    } catch (InterruptedException e) {
      throw new CompletionException(e);
    }
  }
}
