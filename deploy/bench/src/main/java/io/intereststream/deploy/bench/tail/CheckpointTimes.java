package io.intereststream.deploy.bench.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.intereststream.error.InterestStreamException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When checkpoints of a job were running.
 *
 * @param times times in epoch ms, excluding their ends
 */
record CheckpointTimes(List<Time> times) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** A time in epoch ms, excluding its end. */
  record Time(long from, long to) {}

  /**
   * Asks Flink for the checkpoints that it remembers.
   *
   * @param webAddress address of the REST interface
   * @param job Flink's id of the job
   */
  static CheckpointTimes of(String webAddress, String job)
      throws IOException, InterruptedException {
    URI address = URI.create(webAddress + "/jobs/" + job + "/checkpoints");
    HttpResponse<String> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(address).timeout(LIMIT).build(),
                HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw InterestStreamException.environment(
          "%s: status %d (expected: 200)".formatted(address, response.statusCode()));
    }
    return parse(response.body());
  }

  /** Parses Flink's answer. */
  static CheckpointTimes parse(String json) throws IOException {
    List<Time> times = new ArrayList<>();
    for (JsonNode checkpoint : new JsonMapper().readTree(json).path("history")) {
      long from = checkpoint.path("trigger_timestamp").asLong();
      times.add(new Time(from, from + checkpoint.path("end_to_end_duration").asLong()));
    }
    return new CheckpointTimes(times);
  }

  /** The number of checkpoints that began within a time. */
  long begunWithin(long from, long to) {
    return times.stream().filter(time -> time.from >= from && time.from < to).count();
  }

  /** Whether a checkpoint was running at some point of a time. */
  boolean isRunningWithin(long from, long to) {
    return times.stream().anyMatch(time -> time.from < to && from < time.to);
  }
}
