package io.intereststream.deploy.e2e.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The JobManager's REST interface for the running job. */
final class JobRest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Longer than the refresh interval of metrics in {@link ClusterStage}. */
  private static final Duration REFRESH = Duration.ofMillis(1_500);

  private static final Set<String> ENDED = Set.of("FINISHED", "FAILED", "CANCELED");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final String address;

  JobRest(String address) {
    this.address = address;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).timeout(LIMIT).build();
    HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IOException(path + ": status " + response.statusCode());
    }
    return JSON.readTree(response.body());
  }

  /** The path of the job that has not ended. */
  private String job() throws IOException, InterruptedException {
    for (JsonNode job : get("/jobs/overview").get("jobs")) {
      if (!ENDED.contains(job.get("state").asText())) {
        return "/jobs/" + job.get("jid").asText();
      }
    }
    throw new IOException("no running job");
  }

  /** How often the job was restarted since this JobManager took it over. */
  long restarts() throws IOException, InterruptedException {
    String metric = job() + "/metrics?get=numRestarts";
    // A request returns what the previous one has fetched, so ask twice.
    get(metric);
    TimeUnit.MILLISECONDS.sleep(REFRESH.toMillis());
    JsonNode values = get(metric);
    return values.isEmpty() ? 0 : values.get(0).get("value").asLong();
  }

  /** Why the job was restarted: the time and the exception of each failure, newest first. */
  List<String> failures() throws IOException, InterruptedException {
    List<String> failures = new ArrayList<>();
    for (JsonNode entry : get(job() + "/exceptions").get("exceptionHistory").get("entries")) {
      failures.add(
          Instant.ofEpochMilli(entry.get("timestamp").asLong())
              + ": "
              + entry.get("stacktrace").asText());
    }
    return failures;
  }

  /** Number of checkpoints of a kind, such as {@code completed} and {@code failed}. */
  long checkpoints(String kind) throws IOException, InterruptedException {
    return get(job() + "/checkpoints").get("counts").get(kind).asLong();
  }
}
