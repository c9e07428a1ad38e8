package io.intereststream.deploy.audit.record;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.intereststream.error.InterestStreamException;
import io.intereststream.error.IoFault;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/** Schemas of a registry with Confluent's protocol. Each id is requested once. */
final class RegistrySchemas {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final String base;
  private final Map<String, String> headers;
  private final Map<Integer, Optional<Schema>> known = new HashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(TIMEOUT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  RegistrySchemas(URI base, Map<String, String> headers) {
    this.base = base.toString().replaceFirst("/+$", "");
    this.headers = Map.copyOf(headers);
  }

  /**
   * Returns the schema of an id.
   *
   * @throws UnusableRecordException if the registry has none
   * @throws InterestStreamException if the registry does not answer as it should
   */
  Schema schema(int id) throws UnusableRecordException {
    return known
        .computeIfAbsent(id, this::request)
        .orElseThrow(
            () ->
                new UnusableRecordException(
                    "unknown schema id %d (expected: an Avro schema in registry %s)"
                        .formatted(id, base)));
  }

  private Optional<Schema> request(int id) {
    URI address = URI.create(base + "/schemas/ids/" + id);
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(TIMEOUT).GET();
    headers.forEach(request::header);
    HttpResponse<String> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw failure(address, IoFault.describe(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(address, "interrupted", e);
    }
    if (response.statusCode() == 404) {
      return Optional.empty();
    }
    if (response.statusCode() != 200) {
      throw failure(address, "status " + response.statusCode(), null);
    }
    try {
      String schema = new ObjectMapper().readTree(response.body()).path("schema").asText();
      return Optional.of(new Schema.Parser().parse(schema));
    } catch (IOException | RuntimeException e) { // no JSON, or not an Avro schema
      return Optional.empty();
    }
  }

  private static InterestStreamException failure(URI address, String found, Throwable cause) {
    return InterestStreamException.environment(
        "schema registry %s: %s (expected: 200 and a schema, or 404)".formatted(address, found),
        cause);
  }
}
