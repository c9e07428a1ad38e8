package io.intereststream.schema.internal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.data.Json;

/**
 * A client of a registry that speaks Confluent's protocol.
 *
 * <p>A request that gets no answer, or status 5xx or 429, is sent three times in all and then fails
 * with an {@link UncheckedIOException}. Any other unexpected answer (401, 403) fails at once with
 * the same exception. The message names the URL, without credentials, and the status if there was
 * one.
 */
public final class RegistryClient implements SchemaRegistry {

  private static final int ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);
  private static final Set<Integer> UNKNOWN = Set.of(400, 404, 422);
  private static final int MAX_REFERENCES = 100;
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  /** Without credentials: Java's client does not send them, and messages must not show them. */
  private final String base;

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * A client of the registry at {@code base}, which may have any path.
   *
   * @throws IllegalArgumentException as {@link #checkBase} does
   */
  public RegistryClient(URI base) {
    checkBase(base);
    this.base = withoutCredentials(base.toString()).replaceFirst("/+$", "");
  }

  /**
   * Returns an address, or a text with addresses, without the user and password before each host.
   */
  public static String withoutCredentials(String address) {
    return address.replaceAll("//[^/?#\\s]*@", "//");
  }

  /**
   * Checks the base address of a registry.
   *
   * @throws IllegalArgumentException if it is not an absolute http or https URI without a query
   */
  public static void checkBase(URI base) {
    boolean http = "http".equalsIgnoreCase(base.getScheme());
    boolean https = "https".equalsIgnoreCase(base.getScheme());
    if (!(http || https) || base.getHost() == null || base.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "schema registry: %s (expected: http:// or https://host:port/path, without a query)"
              .formatted(withoutCredentials(base.toString())));
    }
  }

  @Override
  public int register(String subject, Schema schema) {
    String path = "/subjects/%s/versions".formatted(escaped(subject));
    String json = Json.toString(Map.of("schema", schema.toString()));
    HttpResponse<String> response =
        send(
            request(path)
                .header("Content-Type", MEDIA_TYPE)
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    if (response.statusCode() != 200 || !(field(response, "id") instanceof Number id)) {
      throw unexpected(response, "200 and an id for the schema");
    }
    return id.intValue();
  }

  @Override
  public Optional<RegisteredSchema> schema(int id) throws UnusableSchemaException {
    HttpResponse<String> response = send(request("/schemas/ids/" + id).GET().build());
    if (isUnknown(response)) {
      return Optional.empty();
    }
    Map<String, String> references = new LinkedHashMap<>();
    String text = avroSchema(response);
    addReferences(response, references, new HashSet<>());
    return Optional.of(new RegisteredSchema(text, List.copyOf(references.values())));
  }

  /**
   * Whether a registry says that it does not know what was asked for: 404, or 400 and 422 for an id
   * or a version that it considers invalid. A registry's error code has more digits than the
   * status. A code like the status, or none, is the answer to a wrong path or that of a proxy, and
   * says nothing about a schema.
   */
  private static boolean isUnknown(HttpResponse<String> response) {
    return UNKNOWN.contains(response.statusCode())
        && field(response, "error_code") instanceof Number code
        && code.intValue() != response.statusCode();
  }

  private String avroSchema(HttpResponse<String> response) throws UnusableSchemaException {
    if (response.statusCode() != 200 || !(field(response, "schema") instanceof String schema)) {
      throw unexpected(response, "200 and a schema, or 404 with an error code");
    }
    if (field(response, "schemaType") instanceof String type && !type.equals("AVRO")) {
      throw new UnusableSchemaException("a schema of type " + type);
    }
    return schema;
  }

  /** Adds the schemas that an answer refers to; each comes after the schemas that it refers to. */
  private void addReferences(
      HttpResponse<String> response, Map<String, String> into, Set<String> begun)
      throws UnusableSchemaException {
    if (!(field(response, "references") instanceof List<?> references)) {
      return;
    }
    for (Object reference : references) {
      if (!(reference instanceof Map<?, ?> named)
          || !(named.get("subject") instanceof String subject)
          || !(named.get("version") instanceof Number version)) {
        throw unexpected(response, "references with subject and version");
      }
      String path = "/subjects/%s/versions/%d".formatted(escaped(subject), version.longValue());
      if (begun.add(path)) {
        if (begun.size() > MAX_REFERENCES) {
          throw new UnusableSchemaException("more than " + MAX_REFERENCES + " references");
        }
        HttpResponse<String> answer = send(request(path).GET().build());
        if (isUnknown(answer)) {
          throw new UnusableSchemaException(
              "a reference to version %d of subject %s, which the registry does not know"
                  .formatted(version.longValue(), subject));
        }
        String text = avroSchema(answer);
        addReferences(answer, into, begun);
        into.put(path, text);
      }
    }
  }

  private static String escaped(String subject) {
    return URLEncoder.encode(subject, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .timeout(REQUEST_TIMEOUT)
        .header("Accept", MEDIA_TYPE + ", application/json");
  }

  /** Sends a request, repeats it after a temporary failure, and returns the first other answer. */
  private HttpResponse<String> send(HttpRequest request) {
    Duration pause = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      IOException failure;
      String reason;
      try {
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        int status = response.statusCode();
        if (status < 500 && status != 429) {
          return response;
        }
        reason = "status %d: %s".formatted(status, excerpt(response));
        failure = new IOException(reason);
      } catch (IOException e) {
        failure = e;
        reason = e.toString();
      } catch (InterruptedException e) {
        throw interrupted(request);
      }
      if (attempt == ATTEMPTS) {
        throw new UncheckedIOException(
            ("schema registry %s %s: failed %d times, the last time with %s (expected: an answer"
                    + " other than 429 or 5xx; is the registry up, and is its address right?)")
                .formatted(request.method(), request.uri(), ATTEMPTS, reason),
            failure);
      }
      pause(pause, request);
      pause = pause.multipliedBy(2);
    }
  }

  private static void pause(Duration pause, HttpRequest request) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      throw interrupted(request);
    }
  }

  private static UncheckedIOException interrupted(HttpRequest request) {
    Thread.currentThread().interrupt();
    return new UncheckedIOException(
        new InterruptedIOException(
            "schema registry %s %s: interrupted".formatted(request.method(), request.uri())));
  }

  private static Object field(HttpResponse<String> response, String name) {
    try {
      return Json.parseJson(response.body()) instanceof Map<?, ?> object ? object.get(name) : null;
    } catch (RuntimeException e) {
      return null;
    }
  }

  private static UncheckedIOException unexpected(HttpResponse<String> response, String expected) {
    return new UncheckedIOException(
        "schema registry %s %s: status %d, %s (expected: %s)"
            .formatted(
                response.request().method(),
                response.uri(),
                response.statusCode(),
                excerpt(response),
                expected),
        new IOException("status " + response.statusCode()));
  }

  private static String excerpt(HttpResponse<String> response) {
    String body = response.body();
    return body.length() <= 200 ? body : body.substring(0, 200) + "…";
  }

  @Override
  public String toString() {
    return base;
  }
}
